"""WENCE_WIDGET_ORIGINS: who may show the widget. What is no origin is refused, for it would allow nobody, in silence."""

import pytest

from rag.errors import SettingsError
from rag.settings import load_settings


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("", ()),
        ("https://portal.example.cn", ("https://portal.example.cn",)),
        (" http://10.1.2.3:8080 , http://[fd00::1]:80,", ("http://10.1.2.3:8080", "http://[fd00::1]:80")),
    ],
)
def test_origins_stand_between_commas(monkeypatch: pytest.MonkeyPatch, value: str, origins: tuple[str, ...]) -> None:
    monkeypatch.setenv("WENCE_WIDGET_ORIGINS", value)
    assert load_settings().widget_origins == origins


def test_without_the_setting_nobody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENCE_WIDGET_ORIGINS", raising=False)
    assert load_settings().widget_origins == ()


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "https://*.example.cn",
        "portal.example.cn",
        "https://portal.example.cn/",
        "https://Portal.example.cn",
        "https://a.example; script-src *",
        "https://a.example https://b.example",
        "https://a.example\nX-Header: 1",
        "javascript://a.example",
        "https://用户.example",
        "https://a@b.example",
        "https://a.example:port",
    ],
)
def test_what_is_no_origin_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("WENCE_WIDGET_ORIGINS", value)
    with pytest.raises(SettingsError, match=r"(?s)WENCE_WIDGET_ORIGINS.*不是来源"):
        load_settings()
