# Python with pip, and make, are all a machine needs. Every target installs what it misses and skips what is done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := UV_PYTHON_DOWNLOADS=never .tools/bin/uv
BIN := .venv/bin
# The suites that must hold on any PostgreSQL, not only on the embedded one.
SERVER_TESTS := tests/infra tests/architecture tests/accounts tests/tasks

.PHONY: help run dev test test-server test-faults check lint types contracts format bench vectors openapi pages lock clean
help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.tools/.uv-$(UV_VERSION):
	@command -v "$(PYTHON)" >/dev/null || { echo "Paceline needs Python 3.11 or later; there is no $(PYTHON). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Paceline needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("pip") is None)' || { echo "Paceline needs pip, and $(PYTHON) has none. On Debian and Ubuntu: apt install python3-pip"; exit 2; }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade --target .tools uv==$(UV_VERSION)
	@touch $@

.venv/.python: .tools/.uv-$(UV_VERSION)
	@$(UV) venv --quiet --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
	@touch $@

# The stamps carry the lock's name: an unchanged lock is not looked at again.
.venv/.installed-run: requirements.lock pyproject.toml | .venv/.python
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed-run
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-dev.lock
	@touch $@

.venv/.installed-bench: requirements-bench.lock .venv/.installed-dev
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-bench.lock
	@touch $@

run: .venv/.installed-run ## Install what is missing and start Paceline on http://127.0.0.1:8000
	@$(BIN)/python -m compileall -q src
	@exec $(BIN)/paceline serve

dev: .venv/.installed-run ## The same, restarted when the source changes.
	@exec $(BIN)/paceline serve --reload

test: .venv/.installed-dev ## Run the tests on the embedded PostgreSQL.
	@$(BIN)/pytest -n 2 --dist loadgroup --require-real-files

test-server: .venv/.installed-dev ## The suites about database, security and jobs on the server PACELINE_TEST_SERVER names.
	@test -n "$$PACELINE_TEST_SERVER" || { echo "Set PACELINE_TEST_SERVER to the superuser's address of a test server."; exit 2; }
	@$(BIN)/pytest -n 2 --dist loadgroup $(SERVER_TESTS)

test-faults: .venv/.installed-dev ## Kill imports at every crash point, several passes each.
	@PACELINE_TEST_FAULTS=all $(BIN)/pytest -n 2 tests/faults

check: lint types contracts ## Lint, types and import contracts.

lint: .venv/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run make format."; exit 1; }

types: .venv/.installed-dev
	@$(BIN)/basedpyright

contracts: .venv/.installed-dev
	@$(BIN)/lint-imports --no-cache | tail -n 25

format: .venv/.installed-dev ## Format and fix what can be fixed.
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

vectors: .venv/.installed-dev ## Evaluate published values: make vectors FILE=path.json
	@test -n "$(FILE)" || { echo "usage: make vectors FILE=path.json"; exit 2; }
	@$(BIN)/python -m tests.science.vectors "$(FILE)"

bench: .venv/.installed-bench ## Measure the speeds, as ratios in one run.
	@$(BIN)/python -m bench

openapi: .venv/.installed-dev ## Write the API's document, docs/openapi.json, from the code.
	@$(BIN)/python -m tests.architecture.openapi_document > docs/openapi.json

pages: openapi ## Write the documents that are made from the code.
	@$(BIN)/python -m tests.architecture.error_codes > docs/errors.md
	@$(BIN)/python -c "from paceline.infra.settings import settings_page; print(settings_page(), end='')" > docs/selfhost/settings.md
	@$(BIN)/python -c "from paceline.science.evidence import metrics_page; print(metrics_page(), end='')" > docs/science/metrics.md

lock: .tools/.uv-$(UV_VERSION) ## Write the lock files anew.
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header -c requirements-dev.lock pyproject.toml --group dev --group bench -o requirements-bench.lock

clean: ## Remove what make installed. Athletes' data is elsewhere and stays.
	@rm -rf .venv .tools .ruff_cache .pytest_cache .hypothesis
