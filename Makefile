# MAST: every target a newcomer needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test pages screenshots demo test test-full check bench graphiql lock clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.run-done $(VENV)/.pages-done ## Install what running MAST needs into .venv

setup-test: $(VENV)/.test-done

$(VENV)/.run-done: requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("MAST needs Python 3.11 or newer: make setup PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-done: $(VENV)/.run-done requirements/test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.lock
	@touch $@

$(VENV)/.pages-done: web/package-lock.json
	@if command -v npm >/dev/null; then cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && cd .. && mkdir -p $(VENV) && touch $@; \
	else echo "npm was not found: the pages are served in a plainer style; make pages adds GOV.UK Frontend's."; fi

pages: $(VENV)/.pages-done ## Install the stylesheet of the pages (needs npm); make setup does so where npm is there

demo: setup ## Make partner data, load, resolve and serve them; Ctrl-C ends it
	$(BIN)/mast demo

test: setup-test ## Run the tests (both graph engines where Maven is there)
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-full: setup-test ## Run everything, the slow matrices included, and say what they ran
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup-test ## Lint, format check, strict types, tests: what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests bench
	$(MAKE) test

screenshots: setup-test ## Take the pictures of the pages into docs/screenshots (needs Chromium and npm)
	MAST_TEST_SCREENSHOTS=$(CURDIR)/docs/screenshots $(BIN)/python -m pytest -q tests/web/test_browser.py -k "script and wide"

bench: setup-test ## Print measured figures with the machine they were measured on
	$(BIN)/python -m bench

graphiql: ## Install GraphiQL's files for MAST_GRAPHIQL=true (needs npm)
	cd graphql/ide && npm ci --ignore-scripts --no-audit --no-fund

lock: setup-test ## Write the hash-pinned locks anew from requirements/*.in
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	for layer in run test; do \
	  $(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --no-header --allow-unsafe --strip-extras -o requirements/$$layer.lock requirements/$$layer.in; \
	done

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
