"""What an English statement says that its Chinese sources do not: by words that have one known form in Chinese.

Rules alone, as no characters are shared: a negation, a duty, a claim (all, only, already) that no source has, and a place, a
department, a month or a number of order that stands in none. What has no known form is left to the wording.
"""

import re
from collections.abc import Iterator, Sequence

from rag.answering.checks.polarity import Sense, senses
from rag.answering.checks.prose import Prose
from rag.text import is_chinese

# What limits a figure is no denial, nor is what only looks like one.
_NO_DENIAL = re.compile(
    r"\bnot only\b|\bno\. ?\d|\b(?:one|non)[- ]stop\b|\bcutting[- ]edge\b|\bcuts? (?:across|through)\b"
    r"|\b(?:no|not)(?: be)? (?:later|less|fewer|more|lower|shorter|longer|higher|greater) than\b|not (?:to )?exceed\w*"
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|nor|neither|none|nobody|without|prohibit\w*|forbid\w*|forbade|bans?|banned|disallow\w*|halt\w*|"
    r"stop(?:s|ped|ping)?|suspend\w*|cancel\w*|abolish\w*|abandon\w*|refus\w*|reject\w*|oppos\w*|(?:will|to) end|ended|ceas\w*|"
    r"terminat\w*|discontinu\w*|scrap(?:s|ped)?|exempt\w*|unable|unnecessary)\b|n't\b"
)
_NEGATIVE = re.compile(
    rf"{_DENIAL.pattern}|\b(?:un|dis|non)-?[a-z]{{4,}}|\b(?:in|im|il|ir)(?:valid|eligible|complete|possible|legal|regular)"
    r"|\b(?:only|except|until|unless|avoid|lack|fail|exclud|free of)"
)
_DENIED_SHARE = 1 / 3
# Each claim with what of a Chinese text bears it out.
_CLAIMS = {
    re.compile(
        r"\b(?:must|requir\w*|mandatory|compulsory|obligatory|oblig\w*|forced?|(?:have|has|had) to)\b"
    ): "应[当该予]|必[须需]|务必|(?<!必)须|不得|强制|(?<![需主重只必摘纲首])要(?![素点])",
    re.compile(
        r"\b(?:all|every|everyone|everywhere|any|always|entire\w*|fully|universal\w*|whole)\b"
    ): "全|各|每|均|都|所有|一切|任何|普|凡",
    re.compile(r"\b(?:only|solely|sole|exclusively|alone)\b"): "只|仅|唯|限|才|独",
    re.compile(
        r"\balready\b|\b(?:has|have|had) (?:already )?(?:been )?(?:complet|finish|establish|built|build|achiev|realis|realiz|launch|implement)\w*"
        r"|\bwas (?:complet|finish|launch|cancel)\w*"
    ): "已|完成|建成|了|成立|曾",
    re.compile(r"\b(?:decreas|reduc|declin|shrink|shrank|drop|fall|fell|cut)\w*"): "减|降|低|跌|缩|落|少|下",
    re.compile(r"\b(?:free of charge|for free|immediately|at once|penalt\w*|fined?|fines)\b"): "免|无偿|立即|即|罚",
}
# May is a verb too.
_MONTHS = (
    *("january", "february", "march", "april", r"may(?= \d)", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ORDERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_DIGITS = "一二三四五六七八九十"
_PLACES = {
    "guangzhou": "广州|穗", "shenzhen": "深圳|深", "zhuhai": "珠海|珠", "dongguan": "东莞", "foshan": "佛山", "zhongshan": "中山",
    "huizhou": "惠州", "jiangmen": "江门", "zhaoqing": "肇庆", "shaoguan": "韶关", "shantou": "汕头", "zhanjiang": "湛江",
    "meizhou": "梅州", "maoming": "茂名", "yangjiang": "阳江", "qingyuan": "清远", "heyuan": "河源", "chaozhou": "潮州",
    "jieyang": "揭阳", "shanwei": "汕尾", "yunfu": "云浮", "hengqin": "横琴", "nansha": "南沙", "qianhai": "前海",
    "hong kong": "香港|港", "macau": "澳", "macao": "澳", "beijing": "北京|京", "shanghai": "上海|沪", "greater bay": "湾区",
}  # fmt: skip
_DEPARTMENT = re.compile(r"\b(?:department|bureau|commission|ministry|administration)s?\b")
_BESIDE = 48
_FIELDS = {
    "civil affairs": "民政", "education": "教育", "finance": "财政|金融", "science": "科技|科学", "information": "信息", "industry": "工业",
    "health": "卫生", "commerce": "商务", "agricultur": "农业", "transport": "交通", "public security": "公安", "justice": "司法",
    "human resources": "人力资源", "culture": "文化", "tourism": "旅游", "housing": "住房", "energy": "能源", "statistic": "统计",
    "development and reform": "发展改革", "communications": "通信", "natural resources": "自然资源", "ecolog": "生态", "sports": "体育",
    "publicity": "宣传", "cyberspace": "网信", "emergency": "应急", "market": "市场", "water": "水利", "tax": "税务", "data": "数据",
}  # fmt: skip


def turned(statement: Prose, sources: Sequence[Prose]) -> Iterator[str]:
    """Denials, duties and claims of an English statement that no source has, and a denial of theirs that it leaves out."""
    said = statement.text
    if not said or any(map(is_chinese, said)):
        return
    text = "\n".join(source.text for source in sources)
    bare = _NO_DENIAL.sub("", said)
    denial = _DENIAL.search(bare)
    if denial and not {Sense.NOT, Sense.FREE, Sense.CONDITION} & senses(text).keys():
        yield denial.group()
    if not _NEGATIVE.search(bare) and _is_denied(sources):
        yield said
    for words, borne_out in _CLAIMS.items():
        if (found := words.search(bare)) and not re.search(borne_out, text):
            yield found.group()


def _is_denied(sources: Sequence[Prose]) -> bool:
    """Whether so much of the sources denies something that to leave it out turns them."""
    segments = [source.text[slice(*span)] for source in sources for span in source.segments]
    return sum(Sense.NOT in senses(segment) for segment in segments) > _DENIED_SHARE * len(segments)


def missing(statement: Prose, printed: Sequence[str]) -> Iterator[str]:
    """Places, departments, months and numbers of order of an English statement that stand in no text. `printed`: the texts
    of the sources with the names of their documents and units."""
    said = statement.text
    if any(map(is_chinese, said)):
        return
    text = "\n".join(printed)
    yield from (name for name, forms in _PLACES.items() if name in said and not re.search(forms, text))
    beside = [said[max(0, m.start() - _BESIDE) : m.end() + _BESIDE] for m in _DEPARTMENT.finditer(said)]
    for field, forms in _FIELDS.items():
        if any(field in stretch for stretch in beside) and not re.search(forms, text):
            yield field
    for n, month in enumerate(_MONTHS, start=1):
        if re.search(rf"\b{month}\b", said) and not re.search(rf"(?<!\d){n}月", text):
            yield month
    for digit, order in zip(_DIGITS, _ORDERS, strict=True):
        if re.search(rf"\b{order}\b", said) and not re.search(
            f"第{digit}|{digit}分之|{'首|初|率先|先' if digit == '一' else digit}", text
        ):
            yield order
