"""What an answer must contain to be one: a question for an amount needs an amount, one for a day needs a date.

Each row: what the question says, what a sentence must then say. A sentence that is on the subject but has no such thing
does not answer (没有写明), and saying the nearest number instead is the harm to avoid.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from rag.answering.money import asked_kinds, gives_money
from rag.places import CITIES, PROVINCES
from rag.text import NUMERAL, fold_widths

_N = r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千万亿]+|若干|数)"
_SCALE = r"(?:余|多)?\s*(?:[十百千万亿]+)?(?:余|多)?\s*"
# Not the 30日 of 6月30日, nor the year 2025年.
_SPAN = (
    r"(?<![\d.年月第〇○零一二三四五六七八九十百千])(?!(?:19|20)\d\d年|[一二][〇○零九][〇○零一二三四五六七八九]{2}年)"
    rf"(?:{_N}(?:余|多)?|半)\s*(?:个?(?:工作日|自然日|小时|分钟|季度|星期)|个月|日|天|周|年)(?![度级])"
)
_DATE = r"\d{4}\s*年|[〇○零一二三四五六七八九]{4}年|(?:\d+|[一二三四五六七八九十]+)\s*月"
_DAY = rf"{_DATE}|年底|年内|\d+\s*日|每年|按年|每月|\d+\s*年|十[一二三四五六七八九]五|之日"

COUNT, MONEY = "数量", "金额"


@dataclass(frozen=True, slots=True)
class Aspect:
    """`asked` is looked for in a question, `given` in a sentence of the answer, both with widths folded."""

    name: str
    asked: re.Pattern[str]
    given: Callable[[str], object]
    is_quantity: bool = True


def _aspect(name: str, asked: str, given: str, *, is_quantity: bool = True) -> Aspect:
    given_by = re.compile(given, re.IGNORECASE).search
    return Aspect(name, re.compile(asked, re.IGNORECASE), given_by, is_quantity)


ASPECTS = (
    _aspect(
        "联系方式",
        r"电话(?:是|号码|多少)|热线(?:号码|是多少)|联系(?:方式|人)|邮箱|网址|官网|地址|邮编|phone|e-?mail|website",
        r"\d{5,}|@|www|http",
        is_quantity=False,
    ),
    _aspect(
        "金额",
        r"(?:多少|几多?)(?:万|亿|万亿|千|百)*(?:元|钱|块|资金|投资|经费|补贴|补助|奖[补励金]|罚[款金]|租金|费)|几个钱|"
        r"(?:奖金|补贴|补助|罚款|罚金|奖励|资金|投资|金额|造价|成本|注册资本|预算|费用|收费|价格|工资|投入)"
        r"(?:(?!增长|增幅|提高|下降|降低).){0,6}(?:(?:多少|几)(?![个家项类种条批次方点户人])|标准|多大|金额)|"
        r"[罚补奖领贷]多少(?![个家项类种条张名人])|(?:多少|几)[百千万]*亿(?![个家项条人户次部台])|how much money",
        "元",
    ),
    _aspect(
        "比例",
        r"百分之几|几成|百分比|占比|比重|比例|增速|增长率|利率.{0,4}(?:多|几)|多少\s*%|"
        r"(?:增长|增幅|涨|提高|下降|降低)了?(?:多少|几)(?![个家项人条户万亿])|percent|share|interest rate",
        r"\d\s*%|百分[之点]|成$|\d\s*倍",
    ),
    _aspect(
        "日期",
        r"哪[一]?(?:年|月|天|日)|几月|几[号日](?!之?内|以内)|(?:what|which) (?:year|date)",
        _DAY,
    ),
    _aspect("时间", r"(?:什么|啥)时[候间]|何时|截止|\bwhen\b", rf"{_DAY}|{_SPAN}"),
    _aspect(
        "期限",
        r"多久|多长时间|(?:期限|时限|有效期|周期|工期|租期|保质期)(?:[是为有到,\s]|规定|分别|各|都)*(?:多|几|什么(?!时)|[?。]|$)",
        rf"{_SPAN}|每[年月日周季]|按[年月季]|当[日天场]|即[时日]|长期|(?:至|到|截至)\s*(?:{_DATE})|"
        rf"(?:{_DATE})[^,。;]{{0,8}}[前底止]|\d{{4}}\s*[—-]\s*\d{{4}}",
    ),
    _aspect(
        "时长",
        r"(?:(?<![哪几近前这后来去头])几|多少)(?:个?(?:工作日|小时|分钟|星期)|个月|天|周(?![岁年])|年(?![前来])|日之?内)",
        _SPAN,
    ),
    _aspect("距离", r"多远|(?:多少|几)[十百千]?(?:米|公里|千米|里[地路])", rf"{_N}{_SCALE}(?:米|公里|千米|km)"),
    _aspect(
        "折扣",
        r"(?:几|多少)折|(?:折扣|优惠).{0,3}(?:多少|几)(?![个项条种类])",
        rf"{_N}折|\d\s*%|百分之|{_N}{_SCALE}元|半价|免费",
    ),
    _aspect("年龄", r"(?:几|多少)周?岁|多大(?:年[纪龄]|岁)|年龄.{0,6}(?:多|几|限制|要求|[?]|$)", rf"{_N}\s*周?岁|成年"),
    _aspect(
        "面积",
        r"面积.{0,6}(?:多|几)|多大面积|(?:多少|几)[十百千万]*(?:平(?!台)|亩|公顷)",
        rf"{_N}{_SCALE}(?:平方|平米|亩|公顷|㎡)",
    ),
    _aspect("重量", r"多重(?!要)|(?:多少|几)[十百千万]*(?:公?斤|千?克|吨)", rf"{_N}{_SCALE}(?:公?斤|千?克|吨|kg)"),
    _aspect("温度", r"(?:多少|几)摄氏?度|(?:多少|几)度(?!电)|温度.{0,4}(?:多|几)", rf"℃|{_N}\s*(?:摄氏)?度"),
    _aspect(
        "地点",
        r"(?:哪|什么)(?:[一两三几]?[个座些])?(?:城市|地市|市(?!场)|区县)|(?:设|建|落|放|位于|坐落)在(?:哪|何处)|在哪(?:里|儿|$|[？?])|落户",
        # 广东 is where everything here is, and 台湾 is no seat of it: neither says where.
        rf"{CITIES}|(?!广东|台湾)(?:{PROVINCES})|[\u4e00-\u9fff]{{2}}(?<![全省各地])(?:市|县|新区)",
        is_quantity=False,
    ),
    _aspect(
        "处罚",
        r"(?:怎么|如何|怎样|会|受到?|什么).{0,3}(?:处罚|罚款|处分|追责)|罚(?:多少|什么|款多少)|什么(?:后果|责任)$",
        r"处罚|罚款|责令|追究|没收|吊销|处分|拘留|警告|罚",
        is_quantity=False,
    ),
    _aspect(
        "申办材料",
        r"(?:哪些|什么|啥).{0,4}(?:材料|手续|证件|表格)|(?:材料|手续|证件)(?:有|是|要)?(?:哪些|什么)|(?:哪个|什么)窗口|(?:怎么|如何)(?:申请|申报|报名)",
        r"材料|手续|证件|证明|表格|窗口|申请|申报|报名|提交",
        is_quantity=False,
    ),
    _aspect(
        "实际结果",
        r"(?:实际|目前|现在|已经?|最后|至今|截至|去年).{0,12}(?:几|多少)(?!年)",
        r"(?<![而自])已(?!经省)|截至|累计|同比|实现了|达到了",
        is_quantity=False,
    ),
    _aspect(
        "编号",
        r"(?:标准|编|备案|证书|许可证|批准文|登记)号(?!召)",
        r"[a-z]{1,4}/?t?\s?\d{2,}|\d{4,}|[号第]\s*\d+",
        is_quantity=False,
    ),
    _aspect(
        "姓名",
        r"叫什么名字|姓名|姓什么|名叫|哪位(?:领导|同志|负责人)",
        r"(?:记者|作者|主任|组长|院长|局长|厅长|省长|书记)[:\s]*[\u4e00-\u9fff]{2,4}(?=[\s,。;、(]|$)",
        is_quantity=False,
    ),
    _aspect(
        "企业",
        r"(?:哪|什么)(?:[一两三几]?[家个些])?(?:公司|企业|厂商|银行|集团|供应商)(?!库)|\bwhich compan(?:y|ies)\b",
        r"公司|集团|银行|企业|[\u4e00-\u9fff]{2}(?:微|芯)",
        is_quantity=False,
    ),
    _aspect(
        "人选",
        r"谁(?:来)?(?:当|任|担任|出任)|(?:主任|组长|院长|局长|厅长|负责人|记者|作者)(?:是|由)?(?:谁|哪)|哪位|叫什么名字$",
        r"担任|主任|组长|院长|局长|厅长|记者|作者",
        is_quantity=False,
    ),
)
_MEASURE = re.compile(
    r"(?:多少|(?<![哪第])几多?)\s*(?:万|亿|千|百)*\s*([个家项条类种座所片次人名位户倍岁级届批套台辆副期组张件]|[a-zA-Z]{2,})|how many",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"多少|(?<![哪第好近前这])几(?!乎|年来|十|百|千|回|次三)|多[大长高远宽]|how (?:many|much|large|long)", re.IGNORECASE
)
_ANY_NUMBER = re.compile(rf"\d|{NUMERAL}(?=[个家项条类种座所片次人名位户倍级批套台期大])")
_EXCEPT = re.compile(
    r"一[批系些流体定]|第[〇零一二三四五六七八九十百千\d]+[条款项章节]|^\d+[.、\t]|^\(\d+\)|\d*[a-z]+\d+|\d+[gk](?![a-z])|十[四五](?=[“”规运五])",
    re.IGNORECASE,
)


def asked_aspects(question: str) -> list[Aspect]:
    """Rows of the table that a question asks for; a count is a row of its own, made from its measure word.

    >>> [aspect.name for aspect in asked_aspects("算力规模要超过多少EFLOPS")]
    ['数量']
    """
    text = fold_widths(question)
    asked = [_of_kind(aspect, text) for aspect in ASPECTS if aspect.asked.search(text)]
    if asked or not _QUANTITY.search(text):
        return asked
    match = _MEASURE.search(text)
    measure = match.group(1) if match else None
    given = re.compile(rf"{_N}{_SCALE}{re.escape(measure)}", re.IGNORECASE) if measure else _ANY_NUMBER
    return [Aspect(COUNT, _QUANTITY, given.search)]


def _of_kind(aspect: Aspect, question: str) -> Aspect:
    """Money must be of the kind that the question names: a fine is no reward."""
    if aspect.name != MONEY:
        return aspect
    return replace(aspect, given=partial(gives_money, kinds=asked_kinds(question)))


def gives(sentence: str, aspect: Aspect) -> bool:
    """Whether a sentence has what the aspect asks for; names such as 5G and 4K are no numbers."""
    return bool(aspect.given(_EXCEPT.sub(" ", fold_widths(sentence))))


def has_number(text: str) -> bool:
    """Whether a text has a number of any kind; names such as 5G are none."""
    return bool(_ANY_NUMBER.search(_EXCEPT.sub(" ", fold_widths(text))))
