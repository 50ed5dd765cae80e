# Comity: every command does its own set-up. `make help` lists them.
PY ?= python3
SERVE ?= 1
OUT ?= demo-output
VENV := .venv
BIN := $(VENV)/bin
# Tests and demonstration start many interpreters: compiled modules are kept, whatever the surroundings say.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache
# Tests of what is stored run a second time, on PostgreSQL (tests/conftest.py leaves out those that store nothing): the
# ground floors and the rooms' services at once, all that the rooms store in test-long.
STORING := tests/kernel tests/domains/directory tests/domains/exercises/services
STORING_LONG := tests/domains tests/portal tests/functional/test_label_oracle.py

# uv is used where it is there (faster); otherwise venv and pip, which is all that is needed.
define install
	@if command -v uv >/dev/null 2>&1; then \
	  VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip sync -q --require-hashes $(1) \
	  && VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install -q --no-deps --no-build-isolation -e .; \
	else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1) \
	  && $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
endef

.PHONY: help demo test test-long check bench docs messages lock clean
.DEFAULT_GOAL := help

help:  ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@deploy/python-venv.sh "$(PY)" $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Setting up Comity in $(VENV) (once) …"
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Setting up the development tools in $(VENV) (once) …"
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.run $@

$(VENV)/.messages: $(wildcard src/comity/locale/*/LC_MESSAGES/*.po) | $(VENV)/.run
	@$(BIN)/python hatch_build.py
	@touch $@

$(VENV)/.system: deploy/test-system.sh | $(BIN)/python
	@deploy/test-system.sh
	@touch $@

demo: $(VENV)/.run $(VENV)/.messages  ## evaluate published and invented rounds, then serve a site (SERVE=0 stops after the reports)
	@$(BIN)/comity demo --out $(OUT) $(if $(filter 0,$(SERVE)),--no-serve)

check: $(VENV)/.dev $(VENV)/.messages  ## style, types and contracts only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check $(VENV)/.system  ## every check and test (under ten minutes)
	$(BIN)/python -m pytest -n 2 --dist loadgroup
	COMITY_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist loadgroup $(STORING)
	$(MAKE) --no-print-directory docs

test-long: $(VENV)/.dev $(VENV)/.messages $(VENV)/.system  ## long stress, fuzz and scale runs
	$(BIN)/python -m pytest -m long --hypothesis-profile=long
	COMITY_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist loadgroup $(STORING_LONG)

bench: $(VENV)/.dev $(VENV)/.messages  ## our speed beside a peer's, in one run
	$(BIN)/python -m benchmarks

docs: $(VENV)/.dev $(VENV)/.messages  ## the documentation site, in docs/_build/html
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "Documentation: docs/_build/html/index.html"

messages: $(VENV)/.dev  ## collect texts for translation and merge them into the catalogues
	$(BIN)/python deploy/messages.py

lock:  ## pin requirements*.in with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements.in -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock requirements-dev.in -o requirements-dev.lock

clean:  ## remove what make made
	rm -rf $(VENV) $(OUT) docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src -name '*.mo' -delete
