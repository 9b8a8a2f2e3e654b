"""The figures of speed and size: `make bench` prints them as a table and keeps them as JSON.

Real processes, the real model, the real server on loopback; every question is asked once, so that no cache answers.
Figures are of this machine: compare runs on one machine, and medians.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.cases import FOLDER, load_cases
from eval.metrics import percentile

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus" / "documents"
CLIENTS = 8
_ORDER, _PRODUCTS = 1024, 25
QUESTION = "2027年算力规模的目标是多少？"


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    target: str


def measure(*, documents: int, fresh: bool) -> Iterator[Figure]:
    """Every figure, as it is ready. `documents`: how many the large corpus has; 0 leaves it out."""
    yield Figure("this machine: float32 matrix product", _arithmetic(), "GF/s", "")
    if fresh:
        yield Figure("fresh clone to first cited answer (make ask)", _fresh_clone(), "s", "<= 150")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        first = _wence(home, "ingest", str(CORPUS))
        speed = re.search(r"([\d,]+) 字/秒", first.output)
        yield Figure("ingest of the five documents, cold", first.seconds, "s", "<= 20")
        yield Figure("  characters a second", float(speed.group(1).replace(",", "")) if speed else 0.0, "/s", "")
        yield Figure("ingest, nothing changed", _wence(home, "ingest", str(CORPUS)).seconds, "s", "<= 2")
        yield Figure("wence ask, cold process", _wence(home, "ask", QUESTION).seconds, "s", "<= 8")
        with _server(home) as server:
            yield Figure("server ready, snapshot present", server.ready_seconds, "s", "<= 10")
            yield Figure("wence ask, through the server", _wence(home, "ask", QUESTION).seconds, "s", "<= 1")
            yield from _requests(server)
            yield Figure("memory of the serving process", server.megabytes / 1000, "GB", "<= 1.0")
    if documents:
        yield from _large(documents)


def _arithmetic() -> float:
    """Thousand million operations a second, the median of some products: what the times below are to be read against."""
    one = np.random.default_rng(0).random((_ORDER, _ORDER), np.float32)
    times = []
    for _ in range(_PRODUCTS):
        started = time.perf_counter()
        _ = one @ one
        times.append(time.perf_counter() - started)
    return 2 * _ORDER**3 / percentile(times, 50) / 1e9


@dataclass(frozen=True, slots=True)
class _Run:
    seconds: float
    output: str


class _Server:
    def __init__(self, process: "subprocess.Popen[str]", url: str, ready_seconds: float) -> None:
        self._process = process
        self.url = url
        self.ready_seconds = ready_seconds

    def post(self, path: str, body: dict[str, Any]) -> float:
        """Milliseconds of one request. Errors: HTTPError."""
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as reply:
            reply.read()
        return (time.perf_counter() - started) * 1000

    def first_event(self, question: str) -> float:
        """Milliseconds until the evidence of a streamed answer is there. Errors: HTTPError."""
        data = json.dumps({"question": question, "stream": True}).encode()
        request = urllib.request.Request(self.url + "/v1/ask", data, {"Content-Type": "application/json"})
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as reply:
            while reply.readline().strip():
                pass
            elapsed = (time.perf_counter() - started) * 1000
            reply.read()
        return elapsed

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        match = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(match.group(1)) / 1000 if match else 0.0


def _requests(server: _Server) -> Iterator[Figure]:
    questions = [case.question for path in sorted(FOLDER.glob("*.jsonl")) for case in load_cases(path)]
    searches = [server.post("/v1/search", {"question": question}) for question in questions[:120]]
    yield Figure("/v1/search p50, one client", percentile(searches, 50), "ms", "<= 30")
    yield Figure("/v1/search p95, one client", percentile(searches, 95), "ms", "<= 60")
    answers = [server.post("/v1/ask", {"question": question}) for question in questions[120:240]]
    yield Figure("/v1/ask p50, one client", percentile(answers, 50), "ms", "<= 50")
    yield Figure("/v1/ask p95, one client", percentile(answers, 95), "ms", "<= 100")
    firsts = [server.first_event(question) for question in questions[240:360]]
    yield Figure("/v1/ask streamed, first evidence p50", percentile(firsts, 50), "ms", "")
    yield Figure("/v1/ask streamed, first evidence p95", percentile(firsts, 95), "ms", "<= 100")
    many = [f"{question} {n}" for n in range(2) for question in questions]
    started = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda question: server.post("/v1/ask", {"question": question}), many))
    yield Figure(f"/v1/ask, {CLIENTS} clients", len(many) / (time.perf_counter() - started), "/s", ">= 60")


def _large(count: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        home, sources = Path(folder) / "home", Path(folder) / "sources"
        sources.mkdir()
        for number in range(count + 1):
            _vary(sources, number)
        extra = Path(folder) / "extra"
        extra.mkdir()
        newest = sorted(sources.glob(f"{count:05d}-*"))[0]
        shutil.move(newest, extra / newest.name)
        yield Figure(f"ingest of {count} documents", _wence(home, "ingest", str(sources)).seconds, "s", "")
        yield Figure(f"{count} documents: ingest one more", _wence(home, "ingest", str(extra)).seconds, "s", "<= 10")
        with _server(home) as server:
            questions = [case.question for case in load_cases(FOLDER / "guangdong.jsonl")]
            times = [server.post("/v1/search", {"question": question}) for question in questions]
            yield Figure(f"{count} documents: /v1/search p95", percentile(times, 95), "ms", "<= 100")
            yield Figure(f"{count} documents: memory", server.megabytes / 1000, "GB", "")


def _vary(folder: Path, number: int) -> None:
    """One more document: one of the five under another name and title, with sentences of its own."""
    originals = sorted(CORPUS.glob("*.txt"))
    original = originals[number % len(originals)]
    text = original.read_text(encoding="utf-8").replace("广东省", f"第{number}号试点省")
    path = folder / f"{number:05d}-{original.name}"
    path.write_text(f"{text}\n第{number}号试点省另行公布{number}个项目。\n", encoding="utf-8")


def _wence(home: Path, *arguments: str) -> _Run:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        env={**os.environ, "WENCE_HOME": str(home)},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"wence {' '.join(arguments)}: {done.stderr}")
    return _Run(time.perf_counter() - started, done.stdout)


@contextmanager
def _server(home: Path) -> Iterator[_Server]:
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--port", "0"],
        env={**os.environ, "WENCE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    try:
        url = _until(lambda: _announced(home), process)
        yield _Server(process, url, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _announced(home: Path) -> str | None:
    try:
        return str(json.loads((home / "server.json").read_text(encoding="utf-8"))["url"]).rstrip("/")
    except (OSError, ValueError):
        return None


def _until(ready: Callable[[], str | None], process: "subprocess.Popen[str]", seconds: float = 300) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if found := ready():
            return found
        time.sleep(0.05)
    raise SystemExit("the server did not start")


def _fresh_clone() -> float:
    """Seconds from `git clone` to the answer, with nothing on the machine but Python and pip's own cache."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        own = {"WENCE_HOME": f"{folder}/home", "WENCE_CACHE": f"{folder}/cache", "PIP_NO_CACHE_DIR": "1"}
        started = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        done = subprocess.run(
            ["make", "ask", f"Q={QUESTION}"],
            cwd=clone,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or "60EFLOPS" not in done.stdout:
            raise SystemExit(f"make ask in a fresh clone: {done.stdout}{done.stderr}")
        return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000, help="size of the large corpus; 0 leaves it out")
    parser.add_argument("--fresh", action="store_true", help="also install in a fresh clone")
    parser.add_argument("--json", type=Path, help="file to keep the figures in")
    options = parser.parse_args(arguments)
    figures = []
    for figure in measure(documents=options.documents, fresh=options.fresh):
        print(f"{figure.name:48}{figure.value:>12,.2f} {figure.unit:4} {figure.target}", flush=True)
        figures.append(asdict(figure))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
