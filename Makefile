# Porchlight's verbs. Everything works on a machine with Python 3.11+, make and git.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.made-from-requirements-dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $(STAMP)

setup: $(STAMP) ## Make the virtual environment from the hash-locked files

demo: setup ## Play a whole evening on this machine: real clients, local stand-ins for Telegram, Discord and mail
	$(RUN) -m bot demo

test: setup ## Run all tests, on every core
	$(RUN) -m pytest -q --numprocesses=auto --dist=worksteal

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

translations: setup ## Note in the catalogues which sentences are new or gone (see CONTRIBUTING.md, "A language")
	$(VENV)/bin/pybabel -q extract --no-default-keywords --keyword=phrase:1 --keyword=counted:1,2 --keyword=phrase_template:1 \
	  --sort-by-file --add-location=file --width=120 --output-file=$(VENV)/porchlight.pot bot
	$(VENV)/bin/pybabel -q update --domain=porchlight --input-file=$(VENV)/porchlight.pot --output-dir=bot/chat/locale \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=120

lock: ## Renew the hash-locked requirement files (needs uv)
	uv pip compile -q pyproject.toml --extra sandbox --generate-hashes --universal --no-header -o requirements.lock
	uv pip compile -q pyproject.toml --extra sandbox --group test --group lint --generate-hashes --universal --no-header -c requirements.lock -o requirements-dev.lock
	uv pip compile -q pyproject.toml --extra sandbox --group bench --generate-hashes --universal --no-header -c requirements.lock -o requirements-bench.lock

.PHONY: help setup demo test lint promises bench translations lock
