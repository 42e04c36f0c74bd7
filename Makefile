# What a newcomer runs: make demo, make test. The rest is for people who change the code.
PYTHON ?= python3
VENV := .venv
DEMO := .venv-demo
BENCH := .venv-bench
PIP := -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes
MODELS := unjargon/setup/pins/en.txt unjargon/setup/pins/es.txt

.PHONY: demo venv test fuzz check format bench lock clean

demo: $(DEMO)/ready             ## two digests from the bundled recording, offline
	@$(DEMO)/bin/unjargon demo

venv: $(VENV)/ready             ## an environment with every extra, for development

test: $(VENV)/ready             ## the tests
	$(VENV)/bin/python -m pytest -n auto --maxprocesses=4

fuzz: $(VENV)/ready             ## the tests that make up their input, with new input (minutes)
	$(VENV)/bin/python -m pytest --hypothesis-profile=fuzz -m hypothesis

check: $(VENV)/ready            ## format, lint, types, who imports whom, documents, lexicon
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/python docs/generate.py --check
	$(VENV)/bin/python -m pytest -q tests/analysis/lexicon/test_lexicon.py

format: $(VENV)/ready           ## what a machine can put right
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/python docs/generate.py

bench: $(VENV)/ready $(BENCH)/ready  ## the figures of benchmarks/README.md
	$(VENV)/bin/python -m benchmarks

lock: $(VENV)/ready             ## new pinned versions, with hashes and without addresses
	$(VENV)/bin/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header --quiet --upgrade -o requirements-dev.lock
	$(VENV)/bin/uv pip compile pyproject.toml --extra names --universal --generate-hashes --no-header --quiet -c requirements-dev.lock -o requirements.lock
	$(VENV)/bin/uv pip compile benchmarks/requirements.in --python-version 3.11 --generate-hashes --no-header --quiet --upgrade -o benchmarks/requirements.lock

clean:                          ## remove the environments and the demo's output
	rm -rf $(VENV) $(DEMO) $(BENCH) unjargon-demo

# The Spanish model's metadata names an old spaCy, which it does not need: hence --no-deps everywhere.
$(VENV)/ready: requirements-dev.lock $(MODELS) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python $(PIP) -r requirements-dev.lock $(MODELS:%=-r %)
	$(VENV)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --editable .
	touch $@

$(BENCH)/ready: benchmarks/requirements.lock
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python $(PIP) -r benchmarks/requirements.lock
	touch $@

$(DEMO)/ready: requirements.lock $(MODELS) pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python $(PIP) -r requirements.lock $(MODELS:%=-r %)
	$(DEMO)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --editable .
	touch $@
