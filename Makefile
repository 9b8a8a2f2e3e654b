# One command each; every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Bytecode is written when a module is first imported: compiling all of torch would take longer than installing it.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
Q ?= 2027年算力规模的目标是多少？

.DEFAULT_GOAL := help
.PHONY: help install serve ask check test test-browser bench eval clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## create .venv with the pinned dependencies

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "安装依赖（首次约 2 分钟）…… installing dependencies" >&2
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更高版本 · Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# torch first and pinned: an unpinned one brings gigabytes of CUDA with it.
	@$(PIP) $$(grep '^torch==' constraints.txt) setuptools
	@$(PIP) --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(PIP) --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	@touch $@

$(VENV)/.installed-browser: $(VENV)/.installed-dev
	@$(PIP) --constraint constraints.txt --no-build-isolation --editable '.[dev,browser]'
	@touch $@

serve: install ## serve on http://127.0.0.1:8000
	@$(BIN)/wence serve

ask: install ## answer a question in the terminal: make ask Q="…"
	@$(BIN)/wence ask "$(Q)"

check: $(VENV)/.installed-dev ## ruff, mypy, unit and contract tests: offline, in a minute or two
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not model and not browser and not slow" --numprocesses auto

test: check ## everything but the browser, the real model and the real server included
	$(BIN)/pytest -m "model or slow"

test-browser: $(VENV)/.installed-browser ## the pages in a real browser: needs Chromium, which root on Debian gets here
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
		{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get -qq update && \
		apt-get -qq -y --no-install-recommends install chromium fonts-noto-cjk >/dev/null; } || \
		echo "没有 Chromium，浏览器测试将跳过；Debian：apt-get install chromium fonts-noto-cjk · no Chromium, skipped" >&2
	$(BIN)/pytest -m browser tests/browser

bench: install ## speed and size, as a table; kept in bench/results/
	$(BIN)/python -m eval.speed --fresh --json bench/results/$$(date +%Y%m%d-%H%M%S).json

eval: install ## the questions that ship, held against the thresholds of eval/gates.toml
	@$(BIN)/wence eval gate

clean: ## remove what was built here
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
