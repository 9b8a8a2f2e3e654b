"""From WENCE_* and a file of models to the models."""

import os
import traceback
from pathlib import Path

import pytest

from rag.adapters.fakes import ScriptedModel
from rag.errors import NotFoundError, SettingsError, UsageError
from rag.models import SMALL, LanguageModel, Prompt, Writer
from rag.registry import Models, build_models
from rag.settings import Settings, load_settings
from tests.fake_provider import asked, provider

KEY = "sk-test-0123456789-secret"
FILE = """\
[models.hosted]
kind = "openai"
url = "https://models.example/v1"
name = "qwen-plus"
key_env = "A_KEY"

[models.local]
kind = "llama"
path = "small.gguf"

[models.ours]
kind = "tests.unit.test_registry:scripted"
replies = 2
"""


def scripted(settings: Settings, replies: int = 1) -> LanguageModel:
    """A third party's factory."""
    return ScriptedModel(["答"] * replies, name=f"ours-{replies}-{settings.home.name}")


def nothing(settings: Settings) -> object:
    return object()


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("WENCE_"):
            monkeypatch.delenv(name)


def _build(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Models:
    for name, value in settings.items():
        monkeypatch.setenv(f"WENCE_{name.upper()}", value)
    return build_models(load_settings())


def _file(folder: Path, text: str = FILE) -> str:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_settings_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    models = _build(monkeypatch)
    assert (models.names, models.default) == ((), None)
    with pytest.raises(UsageError, match="WENCE_MODEL"):
        models.writer()


def test_an_endpoint_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://127.0.0.1:1/v1"
    models = _build(monkeypatch, model="openai", model_url=url, model_name="qwen-plus", model_key=KEY)
    assert (models.names, models.default) == (("openai",), "openai")
    assert (models.writer().model.name, models.writer().model.provider) == ("qwen-plus", "openai_compatible")


def test_a_gguf_file_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    models = _build(monkeypatch, model="llama", model_path="/models/small.gguf")
    assert (models.writer().model.name, models.writer().model.provider) == ("small", "llama_cpp")


def test_a_third_partys_factory_from_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kind = "tests.unit.test_registry:scripted"
    models = _build(monkeypatch, model=kind, home=str(tmp_path))
    assert (models.names, models.writer().model.name) == ((kind,), f"ours-1-{tmp_path.name}")


def test_models_of_a_file_have_its_order_and_no_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_KEY", KEY)
    models = _build(monkeypatch, models=_file(tmp_path), home=str(tmp_path))
    assert (models.names, models.default) == (("hosted", "local", "ours"), None)
    names = [models.writer(name).model.name for name in models.names]
    assert names == ["qwen-plus", "small", f"ours-2-{tmp_path.name}"]


def test_the_settings_choose_the_default_from_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_KEY", KEY)
    models = _build(monkeypatch, models=_file(tmp_path), model="local")
    assert (models.names, models.default, models.writer().model.name) == (("hosted", "local", "ours"), "local", "small")


def test_the_settings_own_model_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_KEY", KEY)
    models = _build(monkeypatch, models=_file(tmp_path), model="llama", model_path="other.gguf")
    assert models.names == ("llama", "hosted", "local", "ours")
    assert (models.writer().model.name, models.writer("local").model.name) == ("other", "small")


def test_the_key_of_a_model_comes_from_the_variable_that_the_file_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("A_KEY", KEY)
    with provider() as served:
        file = FILE.replace("https://models.example/v1", served.url).replace("qwen-plus", "ok")
        _, error = asked(
            _build(monkeypatch, models=_file(tmp_path, file)).writer("hosted").model, Prompt("系统", "问题")
        )
    assert error is None
    assert served.asked[0].headers["Authorization"] == f"Bearer {KEY}"


def test_a_path_in_the_file_starts_from_the_folder_of_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_KEY", KEY)
    _, error = asked(_build(monkeypatch, models=_file(tmp_path)).writer("local").model, Prompt("系统", "问题"))
    assert str(tmp_path / "small.gguf") in str(error)


def test_a_model_is_made_once_and_only_when_it_is_asked_for() -> None:
    made: list[str] = []

    def make() -> Writer:
        made.append("a")
        return Writer("a", ScriptedModel(["答"]), SMALL)

    models = Models({"a": make}, "a")
    assert made == []
    assert models.writer().model is models.writer("a").model
    assert made == ["a"]


def test_a_model_that_is_not_there_is_named_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFoundError, match="没有名为 b 的语言模型；可用的有：llama"):
        _build(monkeypatch, model="llama", model_path="x.gguf").writer("b")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"model": "opnai"}, "WENCE_MODEL=opnai.*none、openai、llama"),
        ({"model": "openai"}, "WENCE_MODEL_URL 不能用：没有设置"),
        ({"model": "openai", "model_url": "http://a"}, "WENCE_MODEL_NAME 不能用：没有设置"),
        ({"model": "openai", "model_url": "a", "model_name": "b"}, "WENCE_MODEL_URL 不能用：.*应形如"),
        ({"model": "llama"}, "WENCE_MODEL_PATH 不能用：没有设置"),
        ({"model_gap": "0"}, "WENCE_MODEL_GAP=0"),
        ({"model_context": "9"}, "WENCE_MODEL_CONTEXT=9"),
        ({"model_nam": "b"}, "WENCE_MODEL_NAM.*是否指 WENCE_MODEL_NAME"),
        ({"models": "/nowhere/models.toml"}, "/nowhere/models.toml 读不了"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        _build(monkeypatch, **settings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[models.a", "不是 UTF-8 的 TOML"),
        ("[model.a]", r"\[models\.名字\]"),
        ("models = 3", r"\[models\.名字\]"),
        ("[models]\na = 3", r"models\.a：应该是一个表"),
        ("[models.openai]", r"models\.openai：名字"),
        ('[models."a b"]', "models.a b：名字"),
        ("[models.a]", r"models\.a\.kind：应该是 openai、llama"),
        ('[models.a]\nkind = "opnai"', r"models\.a\.kind：应该是 openai、llama"),
        ('[models.a]\nkind = "openai"\nname = "b"', r"models\.a\.url：Field required"),
        ('[models.a]\nkind = "openai"\nname = "b"\nurl = "c"', r"models\.a\.url：语言模型的地址不能用"),
        (f'[models.a]\nkind = "openai"\nname = "b"\nurl = "http://c"\nkey = "{KEY}"', r"models\.a\.key：.*key_env"),
        (f'[models.a]\nkind = "openai"\nname = "b"\nurl = "http://u:{KEY}@c"', r"models\.a\.url：.*密码"),
        (f'[models.a]\nkind = "openai"\nname = "b"\nurl = "http://c"\nkey_env = "{KEY}"', r"models\.a\.key_env"),
        ('[models.a]\nkind = "openai"\nname = "b"\nurl = "http://c"\nkey_env = "NOT_SET"', "NOT_SET 没有设置"),
        ('[models.a]\nkind = "llama"', r"models\.a\.path"),
        ('[models.a]\nkind = "llama"\npath = "b"\nthread = 2', r"models\.a\.thread"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_and_no_key_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(SettingsError, match=f"models.toml.*{words}") as caught:
        _build(monkeypatch, models=_file(tmp_path, text))
    assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("no.such.module:factory", "ModuleNotFoundError"),
        ("tests.unit.test_registry:missing", "AttributeError"),
        ("tests.unit.test_registry:KEY", "TypeError"),
        ("tests.unit.test_registry:nothing", "缺少 name、provider、stream"),
    ],
)
def test_a_factory_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, kind: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"{kind}.*{words}"):
        _build(monkeypatch, model=kind).writer()


def test_a_key_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENCE_MODEL_KEY", KEY)
    monkeypatch.setenv("WENCE_MODEL_URL", f"http://u:{KEY}@a")
    monkeypatch.setenv("WENCE_MODEL_NAME", "b")
    monkeypatch.setenv("WENCE_MODEL", "openai")
    with pytest.raises(SettingsError) as caught:
        build_models(load_settings())
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in repr(load_settings().model_key)
