# MAST: every target a newcomer needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test test-full check bench lock clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.run-done ## Install what running MAST needs into .venv

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

demo: setup ## Make partner data, load, resolve and serve them; Ctrl-C ends it
	$(BIN)/mast demo

test: setup-test ## Run the tests (both graph engines where Maven is there), at most 10 minutes
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-full: setup-test ## Run everything, the slow matrices included
	$(BIN)/python -m pytest

check: setup-test ## Lint, format check, strict types, tests: what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests bench
	$(MAKE) test

bench: setup-test ## Print measured figures with the machine they were measured on
	$(BIN)/python -m bench

lock: setup-test ## Write the hash-pinned locks anew from requirements/*.in
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	for layer in run test; do \
	  $(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --no-header --allow-unsafe --strip-extras -o requirements/$$layer.lock requirements/$$layer.in; \
	done

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
