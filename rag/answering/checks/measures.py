"""Units of measure: what can be converted, and what only counts. Widths are folded and letters in lower case before."""

# Of each kind its units, and how many of the kind's own unit each of them makes.
_KINDS: dict[str, dict[str, float]] = {
    "%": {"%": 1, "percent": 1, "per cent": 1},
    "百分点": {"个百分点": 1},
    "小时": {"小时": 1, "个小时": 1, "hour": 1, "hours": 1, "分钟": 1 / 60, "天": 24, "日": 24, "day": 24, "days": 24}
    | {"周": 168, "星期": 168, "个星期": 168, "week": 168, "weeks": 168},
    "工作日": {"工作日": 1, "个工作日": 1},
    "月": {"个月": 1.0, "month": 1, "months": 1, "季度": 3, "个季度": 3, "年": 12, "周年": 12, "年度": 12, "个年度": 12}
    | {"year": 12, "years": 12},
    "月份": {"月": 1},
    "时刻": {"时": 1, "点": 1, "点钟": 1},
    "岁": {"岁": 1, "周岁": 1},
    "元": {"元": 1, "元人民币": 1, "块": 1, "块钱": 1, "yuan": 1, "rmb": 1},
    "米": {"米": 1, "公里": 1_000, "千米": 1_000, "厘米": 0.01, "毫米": 0.001},
    "英寸": {"英寸": 1, "inch": 1, "inches": 1},
    "平方米": {"平方米": 1, "平方公里": 1_000_000},
    "克": {"克": 1, "公斤": 1_000, "千克": 1_000, "吨": 1_000_000},
    "毫升": {"毫升": 1, "升": 1_000},
    "℃": {"℃": 1, "摄氏度": 1},
    "度": {"度": 1, "千瓦时": 1},
    "人": {"人": 1, "名": 1, "位": 1},
    "个": dict.fromkeys(("个", "项", "条", "件", "类", "种", "款", "家", "大"), 1),
}
MEASURES = {unit: (kind, size) for kind, units in _KINDS.items() for unit, size in units.items()}
"""Of each unit its kind and its size."""

_OF_COUNTING = (
    "平方英里|立方米|英寸|海里|公顷|亩|千瓦|兆瓦|赫兹|美元|港元|欧元|日元|倍|番|人次|部分|方面|课时|学时|阶段|环节|领域|户|"
    "座|所|级|届|次|遍|台|批|套|部|张|只|辆|艘|架|份|册|期|门|处|场|组|队|支|间|层|栋|幢|轮|地|市|县|国|方|步|章|节|编|班|字|"
    "页|篇|卷|代|重|号|线|周期|中全会|剂|针|头|股|折|例|起|宗|笔|车道|分"
)
_COUNTERS = _OF_COUNTING.split("|")
# Not said of one thing alone by 一, and not by 个.
_EXACT = frozenset("倍番度级届期代号字亩") | {"英寸", "海里", "美元", "中全会"}

LOOSE = "个"
COUNTED = frozenset([LOOSE, "人", *_COUNTERS]) - _EXACT
"""Kinds that 一 says "a" of, and that 个 may be said for."""

UNITS = "|".join(sorted([*MEASURES, *_COUNTERS], key=len, reverse=True))
"""As alternatives of a pattern."""

RATES = {"半年": 6.0, "个?季度?": 3.0, "个?月": 1.0, "年": 12.0, "周|星期": 0.25, "[天日]": 1 / 30, "个?小时": 1 / 720}
"""How many months lie between two times, by what stands behind 每."""
