# Each target sets up all it needs, from nothing: a Python 3.10 or newer, make, and the package registries.
.PHONY: run test check format bench fuzz fuzz-sanitized load packages clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?=
# Two at a time keep two cores busy. Whoever has done its own takes tests from the other, so that both end together.
TESTERS ?= 2
LOGDIR ?= sample_logs
SAY := @printf '\n== %s\n'
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

TYPED := $(wildcard board/*.pxd board/*/*.pxd)
PACKAGE := pyproject.toml setup.py build_backend.py $(wildcard summary/*.py summary/*.pxd summary/*.h) board/extremes.py board/smoothing.py board/windows.py $(TYPED) $(TYPED:.pxd=.py)
PAGE := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)

run: $(VENV)/installed
	$(SAY) "Serving $(LOGDIR) (LOGDIR=... serves your own)"
	$(BIN)/board --logdir $(LOGDIR) $(if $(PORT),--port $(PORT))

test: $(VENV)/developed $(VENV)/browser
	$(SAY) "Running the tests"
	$(BIN)/python -m pytest --numprocesses $(TESTERS) --dist worksteal

check: $(VENV)/developed
	$(SAY) "Format, lint and types: Python"
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(SAY) "Format, lint and types: the page"
	$(BIN)/python build_backend.py check

format: $(VENV)/developed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python build_backend.py format

# Damaged copies of real files for every parser: N of them over all.
N ?= 1000000
fuzz: $(VENV)/developed
	$(SAY) "Feeding $(N) damaged inputs to every parser"
	$(BIN)/python -m tests.fuzz $(N)

load: $(VENV)/developed
	$(SAY) "Looking at many runs with many viewers while they are written (MINUTES=10)"
	$(BIN)/python -m tests.load $(if $(MINUTES),--minutes $(MINUTES))

fuzz-sanitized: $(VENV)/developed
	$(SAY) "Building the compiled modules with sanitizers and feeding them $(N) damaged inputs"
	sh tests/fuzz/sanitized.sh $(abspath $(BIN))/python $(N)

bench: $(VENV)/developed $(VENV)/browser
	$(SAY) "Measuring against the peers"
	$(BIN)/python -m tests.bench

packages: $(VENV)/developed
	$(SAY) "Building the packages and trying them on every Python that is found"
	$(BIN)/python -m tests.distributions
	$(SAY) "Doing what the Dockerfile says, without Docker"
	$(BIN)/python -m tests.dockerfile

clean:
	rm -rf $(VENV) build dist *.egg-info board/static frontend/node_modules summary/*.so summary/*.c board/*.so board/*.c board/*/*.so board/*/*.c

$(VENV)/python:
	$(SAY) "Making a virtual environment in $(VENV)"
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "board needs Python 3.10 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV) || { echo "On Debian: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/installed: $(VENV)/python $(PACKAGE) $(PAGE)
	$(SAY) "Building board (the page, the compiled reader) and installing it; the first time takes a minute"
	$(PIP) --editable .
	@touch $@

# By its name, the package that has just been installed is not built once more.
$(VENV)/developed: $(VENV)/installed
	$(SAY) "Installing what tests, checks and benchmarks need"
	$(PIP) 'summary-board[dev]'
	@touch $@

$(VENV)/browser: $(VENV)/developed
	$(SAY) "Installing Chromium for the browser tests, and nginx for those behind a proxy"
	sh tests/browser/install_chromium.sh $(BIN)/python
	sh tests/install_nginx.sh
	@touch $@
