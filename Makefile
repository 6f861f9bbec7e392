# Every command of the project; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test check format docs screens bench lock

PYTHON := .venv/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
export HOST PORT

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

setup: ## make .venv and fetch the locked packages and front-end files
	@bin/setup base

run: setup ## start the demonstration on http://127.0.0.1:8000 (HOST=, PORT=)
	@bin/run

test: ## run every test on SQLite and on a PostgreSQL of its own, with Chromium (ARGS= goes to pytest)
	@bin/setup dev
	@bin/system-packages
	@$(PYTHON) -m tests.run $(ARGS)

check: ## lint, format, types, architecture, migrations, generated documents
	@bin/setup dev
	@bin/check

format: ## let ruff put the code into shape
	@bin/setup dev
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

docs: ## write the generated documents again
	@bin/setup dev
	CCHC_DEMO=1 $(PYTHON) manage.py generate_docs

screens: ## take the screens of README and the user guide again
	@bin/setup dev
	@bin/system-packages
	@$(PYTHON) bin/screens

bench: ## measure against the baselines and print one table
	@bin/setup dev
	@bin/system-packages
	@$(PYTHON) -m bench $(ARGS)

lock: ## resolve requirements/*.in again into hashed locks
	@bin/lock
