# make report: set up and run the main job on data/raw. make test: set up and test. make setup: set up .venv alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=

.PHONY: report test setup lint lock docs screenshots clean

report: setup
	$(BIN)/cchc run

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

setup: $(VENV)/.ready

# Exactly the versions of the lock, each by its hash; with uv where it is there, with pip elsewhere.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else f"Python 3.11 to 3.13 is needed; $(PYTHON) is {sys.version.split()[0]}. Try: make PYTHON=python3.12")'
	if command -v uv >/dev/null; then \
	  uv venv --quiet --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV) && \
	  uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  $(PYTHON) -m venv --clear $(VENV) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	touch $@

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --quiet -o requirements.lock

# The documentation as a site, readable from a file: build/docs/index.html. A warning is an error.
docs: setup
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs build/docs

# Pictures of each kind of page, from the pages that `make report` leaves.
screenshots: report
	$(BIN)/python docs/screenshots.py

clean:
	rm -rf $(VENV) build data/tidy reports/20*
