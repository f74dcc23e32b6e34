# MAST: every target a newcomer needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-test pages wheel screenshots demo test test-full check bench graphiql lock clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.run-done ## Install what running MAST needs into .venv
	@$(MAKE) -s pages || echo "The pages are served in a plainer style until make pages has worked."

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

# Where the machine has no npm, Node.js comes as a wheel into .venv, and is used for this alone.
$(VENV)/.pages-done: web/package-lock.json requirements/node.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/node.lock
	@PATH="$$PATH:$(CURDIR)/$(BIN)" && cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

pages: $(VENV)/.pages-done ## Fetch what the pages are made of; make setup does so too

wheel: setup pages ## Build the wheel into dist/, with what the pages are made of and its licences
	rm -rf build
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .

demo: setup ## Make partner data, load, resolve and serve them; Ctrl-C ends it
	$(BIN)/mast demo

test: setup-test ## Run the tests (both graph engines where Maven is there)
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

test-full: setup-test pages ## Run everything, the slow matrices included, and say what they ran
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: setup-test ## Lint, format check, strict types, tests: what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy tests bench
	$(MAKE) test

screenshots: setup-test pages ## Take the pictures of the pages into docs/screenshots (needs Chromium and npm)
	MAST_TEST_SCREENSHOTS=$(CURDIR)/docs/screenshots $(BIN)/python -m pytest -q tests/web \
	  -k "(needs_no_script and wide and styled) or (whole_way_from_the_issuer and wide)"

bench: setup-test ## Print measured figures with the machine they were measured on
	$(BIN)/python -m bench

graphiql: ## Install GraphiQL's files for MAST_GRAPHIQL=true (needs npm)
	cd graphql/ide && npm ci --ignore-scripts --no-audit --no-fund

lock: setup-test ## Write the hash-pinned locks anew from requirements/*.in
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	for layer in run test node; do \
	  $(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --no-header --allow-unsafe --strip-extras -o requirements/$$layer.lock requirements/$$layer.in; \
	done

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
