# `make mnist` and `make test` need make and Python 3.11 to 3.13; everything else goes into .venv.

SUITABLE = import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.12 python3.13 python3.11 python; do \
	$$p -c '$(SUITABLE)' >/dev/null 2>&1 && echo $$p && break; done)
BIN = .venv/bin
ARGS ?=

.PHONY: mnist test test-long lint clean

mnist: .venv/installed
	$(BIN)/python run_experiment.py --dataset mnist $(ARGS)

test: .venv/installed-dev
	$(BIN)/python -m pytest -rs -n 2 --dist loadfile --no-loadscope-reorder -m "not long" $(ARGS)

test-long: .venv/installed-dev
	$(BIN)/python -m pytest -rs -n 2 --dist loadfile --no-loadscope-reorder -m long $(ARGS)

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/installed: requirements.txt constraints.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11 to 3.13 with venv was found; name one: make PYTHON=/path/to/python3.12" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt requirements-cluster.txt requirements-huggingface.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target .venv/huggingface -r requirements-huggingface.txt
	@touch $@

clean:
	rm -rf .venv
