# Two commands for everybody: `make demo` and `make test`. Both make .venv first, from the lock file.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

SHOW := $(BIN)/python tests/acceptance
# One at a time: they load the machine, and some measure.
.NOTPARALLEL:
.PHONY: demo test verify lint pictures release-check clean help acceptance-1 acceptance-1-clone acceptance-1-ps1 \
	acceptance-1-stock acceptance-1-throughput acceptance-1-troublemakers acceptance-1-corpus acceptance-1-pictures \
	acceptance-3 acceptance-3-verify acceptance-3-calibration acceptance-3-generators acceptance-3-wrong acceptance-3-cost \
	acceptance-2 acceptance-2-damage acceptance-2-kill acceptance-2-browser acceptance-2-downloads acceptance-2-plugin

help:
	@echo "make demo          grade a class of 40 in the folder demo/"
	@echo "make test          style, types, release check, all tests, and a fixed part of make verify"
	@echo "make verify        prove the tests good: slips, idioms, mutants, rates of every assignment; verify.html"
	@echo "make pictures      source, release, key and a graded notebook as PNG in pictures/ (needs Chromium)"
	@echo "make -k acceptance-1   show every promise of the first release; acceptance-1-* are the single lines"
	@echo "make -k acceptance-2   the same of the TA's afternoon: repair, resume, formgrader, downloads, plug-in"
	@echo "make -k acceptance-3   the same of right marks: the gate, declared rates, bit generators, wrong samplers, cost"

demo: $(STAMP)
	$(BIN)/course demo --out demo; code=$$?; [ $$code -le 1 ] || exit $$code

test: $(STAMP) lint
	$(BIN)/course release --check
	$(BIN)/python -m pytest
	$(BIN)/course verify --fast

verify: $(STAMP)
	$(BIN)/course verify --json verify.json --html verify.html

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy

release-check: $(STAMP)
	$(BIN)/course release --check

pictures: $(STAMP)
	$(BIN)/python docs/pictures.py

# What shows the first release: a line of it each. With make -k a line that fails does not hide those behind it.
acceptance-1: acceptance-1-ps1 acceptance-1-stock acceptance-1-troublemakers acceptance-1-corpus acceptance-1-throughput \
	acceptance-1-pictures acceptance-1-clone

acceptance-1-clone: $(STAMP)
	$(SHOW)/fresh_clone.py
	$(SHOW)/fresh_clone.py --unprivileged

acceptance-1-ps1: $(STAMP)
	$(SHOW)/ps1.py

acceptance-1-stock: $(STAMP)
	$(SHOW)/honest.py

acceptance-1-throughput: $(STAMP)
	$(SHOW)/against_nbgrader.py

acceptance-1-troublemakers: $(STAMP)
	$(SHOW)/troublemakers.py

acceptance-1-corpus: $(STAMP)
	$(BIN)/course verify bayes --in-sandbox

# To be looked at by a person: source, release, key, a graded notebook, and the release as it ran in a plain Jupyter.
acceptance-1-pictures: $(STAMP)
	$(SHOW)/plain_jupyter.py --keep pictures/plain
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/pictures.py --out pictures/plain pictures/plain/*.ipynb

# What shows the TA's afternoon: a line of it each.
acceptance-2: acceptance-2-damage acceptance-2-kill acceptance-2-browser acceptance-2-downloads acceptance-2-plugin

acceptance-2-damage: $(STAMP)
	$(SHOW)/damage.py

acceptance-2-kill: $(STAMP)
	$(SHOW)/kill.py --size 200 --kills 20

acceptance-2-browser: $(STAMP)
	$(SHOW)/formgrader.py
	$(SHOW)/feedback.py

acceptance-2-downloads: $(STAMP)
	$(SHOW)/downloads.py

acceptance-2-plugin: $(STAMP)
	$(SHOW)/plugin.py

# What shows right marks: a line of it each.
acceptance-3: acceptance-3-verify acceptance-3-calibration acceptance-3-generators acceptance-3-wrong acceptance-3-cost

acceptance-3-verify: $(STAMP)
	$(BIN)/course verify bayes sampling --json verify.json --html verify.html
	$(BIN)/course verify sampling --in-sandbox

acceptance-3-calibration: $(STAMP)
	$(SHOW)/calibration.py

acceptance-3-generators: $(STAMP)
	$(SHOW)/generators.py

acceptance-3-wrong: $(STAMP)
	$(SHOW)/wrong.py

acceptance-3-cost: $(STAMP)
	$(SHOW)/cost.py

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment; on Debian and Ubuntu: sudo apt install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf .venv demo pictures keys verify.json verify.html
