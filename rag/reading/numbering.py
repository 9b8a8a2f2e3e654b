"""Watches the numbers of labels go by and tells where they jump.

A number may run on through the document (1． to 50． across all headings) or start anew under each heading; both occur
in one text. Only a step of more than one is a gap. A step beyond `LARGEST_GAP` is an excerpt or a misprint: a warning.
"""

from dataclasses import dataclass, field

from rag.reading.labels import Family, Label

LARGEST_GAP = 50

_UNCOUNTED = frozenset({Family.HEADING, Family.QUESTION})


@dataclass(slots=True)
class Numbering:
    """The numbers of one text: a document, its notice, an annex."""

    warnings: list[str] = field(default_factory=list)
    _last: dict[tuple[Family, str], tuple[Label, str | None]] = field(default_factory=dict)
    _decimal: tuple[int, ...] = ()

    def follows(self, label: Label) -> bool:
        """Whether a decimal label can stand here: 2.5 opens a clause only after 2.4 or so, and not behind 3.1."""
        if label.family is not Family.DECIMAL or label.number == 1:
            return True
        return (label.family, label.prefix) in self._last and _parts(label) > self._decimal

    def missing(self, label: Label, parent: str | None) -> tuple[str | None, tuple[str, ...]]:
        """(label before the gap, labels that are missing); the second is empty when the number follows."""
        if label.family in _UNCOUNTED:
            return None, ()
        if label.family is Family.DECIMAL:
            self._decimal = _parts(label)
        key = (label.family, label.prefix)
        last, last_parent = self._last.get(key, (None, None))
        self._last[key] = (label, parent)
        before = last.number if last else 0
        if label.number <= before + 1:
            if label.number == 1 or parent == last_parent or label.number == before + 1:
                return None, ()
            last, before = None, 0
        after = last.text if last else None
        if label.number - before - 1 > LARGEST_GAP:
            self.warnings.append(f"编号从{after or '开头'}跳到{label.text}，未按缺号处理")
            return None, ()
        return after, tuple(label.write(n) for n in range(before + 1, label.number))


def _parts(label: Label) -> tuple[int, ...]:
    return tuple(map(int, label.text.split(".")))
