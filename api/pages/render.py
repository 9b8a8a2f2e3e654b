"""A page from its template: in the reader's language, everything escaped, a name that is not there is an error."""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.pages.language import Language, choose
from api.pages.words import word, words

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_COOKIE = "wence-language"
_YEAR_SECONDS = 365 * 24 * 3600
# An upgrade must not leave an old page; and the page depends on what the browser says of its reader.
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}


def render(request: Request, template: str, *, status_code: int = 200, **values: Any) -> HTMLResponse:
    """Templates get `values`, and `lang`, `t(key, **names)`, `words(*prefixes)`, `path` and `in_language(lang)`.

    A language in the address (?lang=en) is remembered. Errors: UndefinedError, KeyError for words that are not there.
    """
    asked = request.query_params.get("lang")
    language = choose(asked, request.cookies.get(_COOKIE), request.headers.get("accept-language", ""))
    page = _environment().get_template(template)
    text = page.render(
        lang=language,
        t=partial(word, language),
        words=partial(words, language),
        path=request.url.path,
        in_language=partial(_in_language, request),
        **values,
    )
    response = HTMLResponse(text, status_code, {**_HEADERS, "Content-Language": language})
    if asked == language:
        response.set_cookie(_COOKIE, language, max_age=_YEAR_SECONDS, samesite="lax", httponly=True)
    return response


def _in_language(request: Request, language: Language) -> str:
    """The address of this page in a language, everything else as it is."""
    url = request.url.include_query_params(lang=language)
    return f"{url.path}?{url.query}"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
