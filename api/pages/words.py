"""The words of the pages in both languages: `words/*.json`, a key to [Chinese, English]; used by templates and scripts.

A file a page, whose keys begin with the page's name, so that a page brings only its own words along.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from api.pages.language import Language

_FOLDER = Path(__file__).parent / "words"


def word(language: Language, key: str, **values: object) -> str:
    """The words of a key, with {names} filled in. Errors: KeyError for a key or a name that is not there."""
    return _tables()[language][key].format(**values)


def words(language: Language, *prefixes: str) -> dict[str, str]:
    """All words whose keys begin with one of the prefixes, unfilled, for a script."""
    return {key: text for key, text in _tables()[language].items() if key.startswith(prefixes)}


@cache
def _tables() -> Mapping[Language, Mapping[str, str]]:
    """Errors: ValueError for a key that two files have."""
    pairs: dict[str, list[str]] = {}
    for path in sorted(_FOLDER.glob("*.json")):
        added = json.loads(path.read_text(encoding="utf-8"))
        if twice := pairs.keys() & added.keys():
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} are in another file too")
        pairs |= added
    return {language: {key: texts[place] for key, texts in pairs.items()} for place, language in enumerate(Language)}
