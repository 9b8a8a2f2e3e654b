"""Watches the numbers of labels go by and tells where they jump.

A number may run on through the document (1． to 50． across all headings) or start anew under each heading; both occur in
one text. Only a step of more than one is a gap.
"""

from rag.reading.labels import Family, Label

_COUNTED = frozenset(Family) - {Family.HEADING, Family.DECIMAL}


class Numbering:
    def __init__(self) -> None:
        self._last: dict[Family, tuple[Label, str | None]] = {}

    def missing(self, label: Label, parent: str | None) -> tuple[str | None, tuple[str, ...]]:
        """(label before the gap, labels that are missing); the second is empty when the number follows."""
        if label.family not in _COUNTED:
            return None, ()
        last, last_parent = self._last.get(label.family, (None, None))
        self._last[label.family] = (label, parent)
        before = last.number if last else 0
        if label.number <= before + 1:
            if label.number == 1 or parent == last_parent or label.number == before + 1:
                return None, ()
            last, before = None, 0
        return last.text if last else None, tuple(label.family.write(n) for n in range(before + 1, label.number))
