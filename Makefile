# Everything sets itself up: a virtual environment, the locked dependencies, the index of places.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX := routing/data/places.sqlite
VECTORS := routing/data/vectors.npz
VECTORS_SOURCES := routing/known.py routing/embedding.py routing/kinds.py routing/topics/elsewhere.py routing/data/kinds.jsonl policies/default.yaml
INDEX_SOURCES := $(wildcard routing/atlas/*.py)
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet

.PHONY: help demo tour replay replay-burst test lint check fix bench bench-quick bench-routing docs docs-serve pictures simulation lock clean

help:
	@echo "make demo    play with Byhand on this machine: stand-ins for X, Telegram and Slack, no account needed"
	@echo "make tour    watch one question on X and one on Telegram being answered"
	@echo "make replay  200 questions with simulated volunteers, while everything goes wrong (replay-burst: 2,000 at once)"
	@echo "make test    run the tests"
	@echo "make check   what CI runs: linters, types, rules of imports, tests"
	@echo "make fix     format, and mend what linters can mend"
	@echo "make bench   measure (bench-quick: in two minutes)"
	@echo "make bench-routing  measure topics and places on public sets of texts (BYHAND_ROUTING_DATA names their folder)"
	@echo "make docs    build these pages as a site into .site (docs-serve: look at it while you write)"
	@echo "make pictures  take the README's screenshots anew from the demo's page (needs Chromium)"
	@echo "make simulation  simulate the default policy anew, 20 worlds: the figures and plots of docs/explanation/simulation.md"

demo: $(VENV)/.set-up $(INDEX) $(VECTORS)
	@$(BIN)/byhand demo

tour: $(VENV)/.set-up $(INDEX) $(VECTORS)
	@$(BIN)/byhand demo --tour

replay: $(VENV)/.set-up $(INDEX) $(VECTORS)
	@$(BIN)/byhand demo --replay --fast --faults 5% --speed 20 --end --no-browser

replay-burst: $(VENV)/.set-up $(INDEX) $(VECTORS)
	@$(BIN)/byhand demo --replay --fast --count 2000 --crowd 150 --speed 20 --end --no-browser

test: $(VENV)/.set-up-dev $(INDEX) $(VECTORS)
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered $(ARGS)

lint: $(VENV)/.set-up-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

fix: $(VENV)/.set-up-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m docs.generate

bench: $(VENV)/.set-up-dev $(INDEX) $(VECTORS)
	$(BIN)/python -m bench

bench-quick: $(VENV)/.set-up-dev $(INDEX) $(VECTORS)
	$(BIN)/python -m bench --quick

bench-routing: $(VENV)/.set-up-dev $(INDEX) $(VECTORS)
	$(BIN)/python -m bench $(ARGS) routing_topics routing_places

docs: $(VENV)/.set-up-dev
	$(BIN)/zensical build --clean --strict
	@echo "The site is in .site: open .site/index.html, or make docs-serve to search in it too"

docs-serve: $(VENV)/.set-up-dev
	$(BIN)/zensical serve --dev-addr 127.0.0.1:8430

pictures: $(VENV)/.set-up-dev $(INDEX) $(VECTORS)
	BYHAND_BROWSER_TESTS=required BYHAND_PICTURES=docs/pictures $(BIN)/python -m pytest -q -p no:randomly tests/browser/test_walk.py tests/browser/test_keyboard.py tests/browser/test_rehearsal_page.py

simulation: $(VENV)/.set-up-dev
	$(BIN)/python -m docs.simulation

# --- set-up -------------------------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Byhand needs Python 3.11 or newer; this is %d.%d. Name another one: make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.set-up: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked dependencies (a minute or two the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.set-up-dev: requirements-dev.lock $(VENV)/.set-up
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(INDEX): $(INDEX_SOURCES) $(VENV)/.set-up
	@echo "Compiling the index of places"
	@$(BIN)/python -m routing.atlas.build
	@touch $@

$(VECTORS): $(VECTORS_SOURCES) $(VENV)/.set-up
	@echo "Working out what the example's texts mean"
	@$(BIN)/python -m routing.known

lock:
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group build --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(INDEX) $(VECTORS) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build .site .cache *.egg-info
