"""The language of a page: what the address asks for, else what was chosen before, else what the browser prefers."""

from enum import StrEnum


class Language(StrEnum):
    CHINESE = "zh-CN"
    ENGLISH = "en"


def choose(asked: str | None, chosen: str | None, accepted: str) -> Language:
    """`accepted` is an Accept-Language header (RFC 9110, 12.5.4). Chinese where nothing fits.

    >>> choose(None, None, "fr, en;q=0.8"), choose(None, "zh-CN", "en"), choose("en", "zh-CN", "")
    (<Language.ENGLISH: 'en'>, <Language.CHINESE: 'zh-CN'>, <Language.ENGLISH: 'en'>)
    """
    for name in (asked, chosen):
        if name in tuple(Language):
            return Language(name)
    preferred = [_spoken(tag) for tag in _by_weight(accepted)]
    return next((language for language in preferred if language), Language.CHINESE)


def _by_weight(header: str) -> list[str]:
    ranges = [part.partition(";") for part in header.split(",")]
    weighed = [(_weight(parameters), tag.strip()) for tag, _, parameters in ranges]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weight(parameters: str) -> float:
    try:
        return float(parameters.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0


def _spoken(tag: str) -> Language | None:
    primary = tag.lower().partition("-")[0]
    return {"zh": Language.CHINESE, "en": Language.ENGLISH}.get(primary)
