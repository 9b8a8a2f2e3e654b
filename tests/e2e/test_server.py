"""`wence serve` as a process: from an empty home to a cited answer, a new snapshot under load, and the end."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest

import corpus
from rag.client import post
from tests.fake_provider import provider
from tests.streams import parsed

pytestmark = pytest.mark.model

_T = TypeVar("_T")
# A proxy of the environment has no business with this machine's own address.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
_ROOT = Path(corpus.__file__).parent.parent
_SHIPPED, _LATER = "yuefuhan-2025-237.txt", "yuebanhan-2026-12.txt"
_QUESTION = "推广智慧养老设备设施由谁牵头"
_READY_SECONDS = 300
_END_SECONDS = 5


class _Server:
    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.home = Path(environment["WENCE_HOME"])
        self._out, self._err = folder / "out.txt", folder / "err.txt"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(_command("serve", "--port", "0"), env=environment, stdout=out, stderr=err)
        self.url = _eventually(self._announced, 60)

    @property
    def output(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def errors(self) -> str:
        return self._err.read_text(encoding="utf-8")

    def call(self, path: str, body: Any = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        try:
            with _open(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def end(self, number: signal.Signals) -> tuple[int, float]:
        """Exit status, and the seconds it took."""
        started = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(30), time.monotonic() - started

    def _announced(self) -> str | None:
        assert self.process.poll() is None, self.errors
        found = re.search(r"http://127\.0\.0\.1:\d+", self.errors)
        return found and found.group()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "rag.cli", *arguments]


def _eventually(look: Callable[[], _T | None], seconds: float) -> _T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (found := look()) is not None:
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} seconds")


@pytest.fixture(scope="module")
def environment(
    tmp_path_factory: pytest.TempPathFactory, model_cache: Path, minilm_folder: Path
) -> Callable[[str], dict[str, str]]:
    """Of a server whose packaged corpus is one document, with a real model that is quick."""
    folder = tmp_path_factory.mktemp("server")
    packaged = folder / "lib" / "corpus"
    (packaged / "documents").mkdir(parents=True)
    shutil.copy(corpus.__file__, packaged)
    shutil.copy(corpus.folder() / _SHIPPED, packaged / "documents")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}

    def named(home: str) -> dict[str, str]:
        return inherited | {
            "WENCE_HOME": str(folder / home),
            "WENCE_CACHE": str(model_cache),
            "WENCE_EMBEDDER": str(minilm_folder),
            "PYTHONPATH": os.pathsep.join((str(packaged.parent), str(_ROOT))),
            "PYTHONIOENCODING": "utf-8",
        }

    return named


@pytest.fixture(scope="module")
def starting(
    environment: Callable[[str], dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[_Server, list[tuple[int, Any]]]]:
    """A server in an empty home, and what /readyz said until it was ready."""
    server = _Server(environment("home"), tmp_path_factory.mktemp("output"))
    said: list[tuple[int, Any]] = []

    def ready() -> bool | None:
        assert server.process.poll() is None, server.errors
        said.append(server.call("/readyz"))
        return said[-1][0] == 200 or None

    try:
        _eventually(ready, _READY_SECONDS)
        yield server, said
    finally:
        server.process.kill()
        server.process.wait()


@pytest.fixture
def server(starting: tuple[_Server, list[tuple[int, Any]]]) -> _Server:
    return starting[0]


def test_it_says_what_it_is_doing_until_it_can_answer(starting: tuple[_Server, list[tuple[int, Any]]]) -> None:
    *before, last = starting[1]
    assert {status for status, _ in before} == {503}
    stages = list(dict.fromkeys(body["stage"] for _, body in before))
    assert [stage for stage in stages if stage in ("ingesting", "loading")] == ["ingesting", "loading"]
    assert last[1]["documents"] == 1


def test_it_prints_one_line_with_its_address_when_it_is_ready(server: _Server) -> None:
    lines = _eventually(lambda: [x for x in server.output.splitlines() if server.url in x] or None, 5)
    assert len(lines) == 1
    assert lines[0].startswith("问策已就绪")


def test_it_announces_itself_to_the_command_line(server: _Server) -> None:
    announced = _eventually(lambda: (server.home / "server.json").exists() or None, 5)
    assert announced
    content = json.loads((server.home / "server.json").read_text(encoding="utf-8"))
    assert (content["url"], content["pid"]) == (server.url, server.process.pid)
    assert post(server.home, "/v1/ask", {"question": "数字经济"})["id"]


def test_its_page_and_its_answers_are_there(server: _Server) -> None:
    with _open(server.url + "/", timeout=10) as page:
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert "server" not in page.headers
    status, answer = server.call("/v1/ask", {"question": "粤府函〔2025〕237号第（五）条"})
    assert (status, answer["status"]) == (200, "answered")
    assert answer["citations"][0]["document"]["number"] == "粤府函〔2025〕237号"


def test_it_answers_only_to_the_names_of_this_machine(server: _Server) -> None:
    request = urllib.request.Request(server.url + "/healthz", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as caught:
        _open(request, timeout=10)
    with caught.value as error:
        assert error.code == 421


def test_a_taken_port_is_one_line_and_exit_code_1(
    server: _Server, environment: Callable[[str], dict[str, str]]
) -> None:
    port = server.url.rsplit(":", 1)[1]
    second = subprocess.run(
        _command("serve", "--port", port), env=environment("other"), capture_output=True, timeout=60
    )
    assert second.returncode == 1
    (line,) = second.stderr.decode("utf-8").splitlines()
    assert f"端口 {port} 已被占用" in line


def test_a_new_snapshot_is_served_without_a_failed_request(
    server: _Server, environment: Callable[[str], dict[str, str]]
) -> None:
    replies: list[tuple[int, Any]] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.wait(0.1):
            replies.append(server.call("/v1/ask", {"question": _QUESTION}))

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    try:
        later = corpus.folder() / _LATER
        subprocess.run(_command("ingest", str(later)), env=environment("home"), check=True, capture_output=True)
        newest = (server.home / "CURRENT").read_text(encoding="utf-8").strip()
        _eventually(lambda: any(body.get("snapshot") == newest for _, body in list(replies)) or None, 30)
    finally:
        ended.set()
        for asker in askers:
            asker.join()
    assert {status for status, _ in replies} == {200}
    assert len({body["snapshot"] for _, body in replies}) == 2
    assert replies[-1][1]["statements"][0]["text"].startswith("省民政厅牵头")
    assert server.call("/readyz")[1]["documents"] == 2


def test_told_to_end_while_it_ingests_it_ends_at_once_and_leaves_no_child(
    environment: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    server = _Server(environment("interrupted"), tmp_path)
    try:
        _eventually(lambda: server.call("/readyz")[1].get("stage") == "ingesting" or None, 60)
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        running = _eventually(lambda: _children(server.process.pid) or None, 30) if children.exists() else []
        status, seconds = server.end(signal.SIGINT)
    finally:
        server.process.kill()
    assert (status, seconds < _END_SECONDS) == (0, True)
    assert "Traceback" not in server.errors
    assert not [pid for pid in running if Path(f"/proc/{pid}").exists()]
    assert not (server.home / "server.json").exists()


def test_told_to_end_it_ends_its_streams_with_an_event(
    environment: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    with provider() as served:
        settings = {"WENCE_MODEL": "openai", "WENCE_MODEL_URL": served.url, "WENCE_MODEL_NAME": "stalls"}
        server = _Server(environment("streaming") | settings, tmp_path)
        try:
            _eventually(lambda: server.call("/readyz")[0] == 200 or None, _READY_SECONDS)
            assert served.asked == []
            body = json.dumps({"question": "到2027年算力规模达到多少？", "stream": True}).encode()
            request = urllib.request.Request(server.url + "/v1/ask", body, {"Content-Type": "application/json"})
            with _open(request, timeout=30) as stream:
                assert stream.readline() == b"event: evidence\n"
                _eventually(lambda: served.asked or None, 30)
                status, seconds = server.end(signal.SIGTERM)
                events = parsed("event: evidence\n" + stream.read().decode())
        finally:
            server.process.kill()
            server.process.wait()
    assert [name for name, _ in events][-2:] == ["error", "done"]
    assert events[-2][1]["detail"].startswith("服务正在停止")
    assert (status, seconds < _END_SECONDS) == (0, True)
    assert server.errors.partition("\n")[2].strip() == ""


def _children(pid: int) -> list[int]:
    """Child processes of all threads of a process."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="utf-8").split()]


# The last of the file: it ends the server that the others share.
def test_told_to_end_it_ends_cleanly_and_withdraws_its_announcement(server: _Server) -> None:
    assert (server.home / "server.json").exists()
    status, seconds = server.end(signal.SIGTERM)
    assert (status, seconds < _END_SECONDS) == (0, True)
    assert "Traceback" not in server.errors
    assert not (server.home / "server.json").exists()
    assert post(server.home, "/v1/ask", {"question": "数字经济"}) is None
