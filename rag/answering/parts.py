"""A question of several parts: 补贴多少，租期最长几年？审核要几天？ is three, each with an answer of its own.

What stands before a part that asks, without asking itself, belongs to that part. Parts of one question share its subject.
"""

import re

from rag.text import bare, fold_widths

_CUT = re.compile(r"[?;]|,?(?:以及|还有|并且|另外)|,")
_ASKS = re.compile(
    r"多少|(?<!好)几(?!乎|年来)|什么|啥|哪|谁|何时|多久|怎么?[样么]?|如何|吗|是否|能不能|有没有|是不是|多[大长高远宽]|呢$"
)
_SHORTEST = 4


def parts_of(question: str) -> list[str]:
    """The parts of a question that ask, in order; none where it asks for one thing.

    >>> parts_of("租金优惠多少，租期最长几年？"), parts_of("按办法，补贴多少？")
    (['租金优惠多少', '租期最长几年'], [])
    """
    parts, before = [], ""
    for piece in _CUT.split(fold_widths(question)):
        before = f"{before},{piece}" if before else piece
        if _ASKS.search(piece) and len(bare(before)) >= _SHORTEST:
            parts.append(before)
            before = ""
    return parts if len(parts) > 1 else []
