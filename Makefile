# What can be done here: `make help`. Everything works from a clean clone, twice in a row, with or
# without CI=true, and never asks.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo $$p && break; done)
PORT ?= 8000
DATA ?= ./data
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/python -m uv pip install -q --python $(BIN)/python
CODE := src tests bench scripts

.PHONY: console new-carrier help install models run dev needs test attacks lint check fix bench doctor lock lock-uv notices clean

help: ## Say what can be done
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Vaani needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python cannot make a virtual environment: on Debian and Ubuntu install the package python3-venv (apt-get install python3-venv)" >&2; exit 1; }

$(VENV)/.uv: requirements-uv.lock | $(BIN)/python
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.uv
	@$(UV) --require-hashes -r requirements.lock
	@$(UV) --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.installed
	@$(UV) --require-hashes -r requirements-dev.lock
	@touch $@

models: $(VENV)/.installed ## Fetch and verify the local speech models
	@$(BIN)/vaani models install

console: $(VENV)/.installed ## Build the console of web/ into the pages that Vaani serves
	@$(BIN)/python scripts/build_console.py

install: $(VENV)/.installed models ## Install Vaani, its models and its console
	@$(MAKE) --no-print-directory console || echo "Vaani runs without it: the plain page takes calls; make console tries again" >&2

run: install ## Start Vaani with two demonstration businesses and print the page
	@$(BIN)/vaani serve --demo --port $(PORT) --data $(DATA)

dev: $(VENV)/.dev ## Install what development and tests need

needs:
	@scripts/test-needs.sh

test: dev models needs ## Install what tests need and run them all
	@$(BIN)/python scripts/build_console.py --dev
	@scripts/run-tests.sh

attacks: dev ## Try against a server what once made it fail (docs/attacks.md)
	@$(BIN)/python -m pytest -q $$(grep -oE 'tests/[a-z0-9_/]+\.py::test_[a-z0-9_]+' docs/attacks.md | sort -u)

lint: dev ## Format, lint, types, import contracts
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/build_console.py --check

check: lint ## The same, and the fast tests
	@$(BIN)/python -m pytest -q -n 2 tests/house tests/pure

fix: dev ## Format and mend what the linter can
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

bench: dev models ## Measure the engine alone and print the table
	@$(BIN)/vaani bench run

doctor: $(VENV)/.installed ## Try every part and say what is missing
	@$(BIN)/vaani doctor --data $(DATA)

new-carrier: dev ## Begin a carrier's folder, card and page: make new-carrier NAME=acme
	@$(BIN)/python scripts/new_carrier.py "$(NAME)"

LOCK := $(BIN)/python -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --no-annotate --no-header --no-emit-index-url
lock: $(VENV)/.uv ## Pin the dependencies anew
	@$(LOCK) --extra local pyproject.toml -o requirements.lock
	@$(LOCK) --extra local --extra dev pyproject.toml -o requirements-dev.lock
	@$(MAKE) --no-print-directory notices

notices: $(VENV)/.installed ## List what Vaani is made of (SBOM), and its licences in build/
	@$(BIN)/python scripts/third_party.py --notices build/THIRD-PARTY-NOTICES.txt

lock-uv: $(VENV)/.uv ## Pin the newest uv, which makes the locks
	@echo uv | $(LOCK) --upgrade - -o requirements-uv.lock

new-provider: $(VENV)/.installed ## Lay out the folder of a new vendor: make new-provider NAME=acme
	@$(BIN)/python scripts/new_provider.py $(NAME)

clean: ## Remove what was installed and built here; data and models stay
	@rm -rf $(VENV) build dist web/node_modules src/vaani/api/pages/console .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
