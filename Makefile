# Two commands for everybody: `make demo` and `make test`. Both make .venv first, from the lock file.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test lint pictures release-check clean help

help:
	@echo "make demo          grade a class of 40 in the folder demo/"
	@echo "make test          style, types, release check and all tests"
	@echo "make pictures      source, release, key and a graded notebook as PNG in pictures/ (needs Chromium)"

demo: $(STAMP)
	$(BIN)/course demo --out demo; code=$$?; [ $$code -le 1 ] || exit $$code

test: $(STAMP) lint
	$(BIN)/course release bayes --check
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy

release-check: $(STAMP)
	$(BIN)/course release bayes --check

pictures: $(STAMP)
	$(BIN)/python docs/pictures.py

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment; on Debian and Ubuntu: sudo apt install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf .venv demo pictures keys
