# Porchlight's verbs. Everything works on a machine with Python 3.11+, make and git.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.made-from-requirements-dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $(STAMP)

setup: $(STAMP) ## Make the virtual environment from the hash-locked files

demo: setup ## Play a whole evening on this machine: real clients, local stand-ins for Telegram, Discord and mail
	$(RUN) -m bot demo

test: setup ## Run all tests
	$(RUN) -m pytest -q

lint: setup ## ruff, mypy --strict and the law of imports
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

promises: setup ## The slow proofs
	$(RUN) -m pytest -q -m promise --promises

bench: setup ## Speed, as ratios against a named rival in the same run
	test -d .venv-bench || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.lock
	.venv-bench/bin/python -m bench

lock: ## Renew the hash-locked requirement files (needs uv)
	uv pip compile -q pyproject.toml --extra sandbox --generate-hashes --universal --no-header -o requirements.lock
	uv pip compile -q pyproject.toml --extra sandbox --group test --group lint --generate-hashes --universal --no-header -c requirements.lock -o requirements-dev.lock
	uv pip compile -q pyproject.toml --extra sandbox --group bench --generate-hashes --universal --no-header -c requirements.lock -o requirements-bench.lock

.PHONY: help setup demo test lint promises bench lock
