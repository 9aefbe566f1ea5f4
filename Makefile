# learnhub: `make run` and `make test` are the two commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export FLASK_APP := wsgi
export PORT

.PHONY: run setup dev-setup check test judge soak screenshots clean

$(VENV)/.installed: requirements.txt
	@echo "run: making the environment (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.installed
dev-setup: $(VENV)/.installed-dev

run: setup
	@$(BIN)/flask keys make
	@$(BIN)/flask migrate
	@$(BIN)/flask serve

check: dev-setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m "not journey and not judge and not soak" --engines=sqlite tests

test: dev-setup
	$(BIN)/pytest -m "not judge and not soak" tests

screenshots: dev-setup
	$(BIN)/python -m tests.journeys.screenshots
