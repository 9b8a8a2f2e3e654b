"""Documents that a question names by 文号, whole or in part.

粤府〔2021〕31号, 粤府(2021)31, 粤府2021年第31号    in any brackets
2021年31号文, 31号文, 237号方案                      without its first words, without its year
"""

import re
from collections.abc import Iterator, Mapping

from rag.domain import Document
from rag.finding.naming import GENRES, GOES_WITH_GENRE, Naming, apart
from rag.text import fold_brackets

_DOCUMENT = rf"(?:的?那份|的)?(?:文件|文|(?:{GOES_WITH_GENRE})*(?:{GENRES}))"
WHOLE = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{1,8})\s*[\[(]\s*(?P<year>\d{4})\s*年?\s*[\])]\s*第?\s*(?P<number>\d{1,4})(?:\s*号|(?!\d))"
)
_UNBRACKETED = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{1,8})\s*(?P<year>20\d\d)\s*(?:年\s*第?|[\s\-—/])\s*(?P<number>\d{1,4})\s*号"
)
WITH_YEAR = re.compile(rf"[\[(]?(?P<year>20\d\d)(?:年|[\])])\s*(?:的|第)?\s*(?P<number>\d{{1,4}})\s*号(?:{_DOCUMENT})?")
ALONE = re.compile(rf"(?<![\d\]])(?P<number>\d{{1,4}})号(?:{_DOCUMENT}|(?=附件|第|\(|里|中))")


def by_number(text: str, documents: Mapping[str, Document]) -> Iterator[Naming]:
    """`text` with its brackets folded."""
    numbers = {
        name: match for name, d in documents.items() if d.number and (match := WHOLE.match(fold_brackets(d.number)))
    }
    taken: list[Naming] = []
    for pattern in (WHOLE, _UNBRACKETED, WITH_YEAR, ALONE):
        for match in pattern.finditer(text):
            wanted = match.groupdict()
            fitting = tuple(name for name, number in numbers.items() if _bears(number, wanted))
            start = match.end("prefix") if "prefix" in wanted else match.start()
            if borne := [name for name in fitting if text.endswith(numbers[name]["prefix"], 0, start)]:
                fitting = tuple(borne)
                start -= len(numbers[borne[0]]["prefix"])
            if fitting and (new := apart([Naming(start, match.end(), fitting)], taken)):
                taken += new
                yield from new


def _bears(number: re.Match[str], wanted: Mapping[str, str | None]) -> bool:
    """Whether a 文号 is the one wanted, as far as that says: 31号, 2021年31号, 请看粤府〔2021〕31号."""
    year, prefix = wanted.get("year"), wanted.get("prefix")
    return (
        int(number["number"]) == int(wanted["number"] or 0)
        and year in (None, number["year"])
        and (prefix is None or prefix.endswith(number["prefix"]))
    )
