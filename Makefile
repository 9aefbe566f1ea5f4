# learnhub: `make run` and `make test` are the two commands. The rest is for people who work on it.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# At most two: the machine that everything is measured for has two cores.
JOBS ?= 2
SURVEY := instance/judged/survey.toml
export FLASK_APP := wsgi
# Compiled modules are kept wherever this runs: without them each start, and each of the tests' programs, compiles ours anew.
unexport PYTHONDONTWRITEBYTECODE
export PORT

.PHONY: run setup voice words dev-setup check test survey statement judge judge-tools soak screenshots benchmarks

run: setup
	@LOG_TO_TERMINAL=false $(BIN)/python -m flask start

setup:
	@$(PYTHON) learnhub/ops/adapters/environment.py requirements.txt

# The natural voice, by hand: `make run` does the same beside the running site.
voice: setup
	@$(BIN)/python -m flask voices prepare

# The catalogue of English in step with what the program says; lists what has no English yet.
words: dev-setup
	@$(BIN)/python -m flask words

dev-setup:
	@$(PYTHON) learnhub/ops/adapters/environment.py requirements-dev.txt

# Under 90 seconds: format, lint, types, layers, rules, house, components, and services on SQLite; pages, programs and whatever takes
# more than half a second are left to `make test`.
check: dev-setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not journey and not whole and not slow and not survey and not judge and not soak" --engines=sqlite tests

# Under 8 minutes: both engines, pages, journeys in a real browser.
test: dev-setup
	SURVEY_KEPT=$(SURVEY) $(BIN)/pytest -n $(JOBS) --dist worksteal -m "not survey and not judge and not soak" tests

# Every page of the site in the browser before all judges at once; `make test` does so with those of the main journey.
# One more than there are cores: a press of a key waits for the next picture, in which nothing else is reckoned.
survey: dev-setup
	SURVEY_KEPT=$(SURVEY) $(BIN)/pytest -n $$(( $(JOBS) + 1 )) --dist worksteal -m survey tests

# What `make test` and `make survey` found of every page, kept for the site to tell of itself (docs/conformance.md): commit the file.
statement:
	cp $(SURVEY) docs/judged/survey.toml

# Long outside judges; installs a few hundred megabytes of weights. All of them take hours: `make judge JUDGE=books` runs one part,
# `make judge JUDGE="books braille"` two (docs/running.md). What was spoken and heard is kept, so a stopped run goes on where it was.
JUDGE ?= books braille caption_drafts every_lesson player_drift search sheets speech
judge: export JUDGE_KEPT ?= instance/judged
judge: $(if $(filter books,$(JUDGE)),judge-tools)
	@$(PYTHON) learnhub/ops/adapters/environment.py requirements-judge.txt
	$(BIN)/pytest -m judge --durations=0 --durations-min=5 $(JUDGE:%=tests/judge/test_%.py)

# Ace by DAISY, which comes by npm and drives the distribution's Chromium.
judge-tools:
	@cd tests/judge && PUPPETEER_SKIP_DOWNLOAD=1 npm install --ignore-scripts --no-audit --no-fund --no-package-lock --silent

# Kills, mutants, hours.
soak: dev-setup
	$(BIN)/pytest -m soak tests

screenshots: dev-setup
	$(BIN)/python -m tests.journeys.screenshots
	$(BIN)/python -m tests.journeys.readme_pictures

benchmarks: dev-setup
	@for name in pages events first_page first_sound speech books braille imports gate; do $(BIN)/python -m benchmarks.$$name || exit 1; done
