# What one does in a checkout. `make` alone lists it. All but the lab, and so `make test`, runs without root.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help env format lint check fast test lab lab-down lab-status conformance demo bench soak docs clean distclean

export NO_COLOR := 1
export PYTHONDONTWRITEBYTECODE := # hundreds of processes are started, and none shall compile all anew
WORKERS ?= auto
ARGS ?=
# Tests of real processes and clouds mostly wait: half as many workers again as there are processors keep these busy.
PATIENT = $(if $(filter auto,$(WORKERS)),$(shell echo $$(( $$(nproc) * 3 / 2 ))),$(WORKERS))
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --quiet --color=no --numprocesses=$(WORKERS)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

env: ## make .venv with all that is needed (at once when it is up to date); PYTHON=... chooses one
	@scripts/env.sh

format: env ## format, and repair what can be repaired by rule; ARGS=... names the files
	@$(BIN)/ruff format --quiet $(ARGS)
	@$(BIN)/ruff check --quiet --fix $(ARGS)

lint: env ## format, rules, types and layers
	@echo "lint: ruff";    $(BIN)/ruff check --quiet --output-format=concise
	@echo "lint: format";  $(BIN)/ruff format --quiet --check
	@echo "lint: types";   $(BIN)/mypy --no-error-summary --no-color-output
	@echo "lint: layers";  scripts/quietly.sh $(BIN)/lint-imports

fast: env ## the tests that need neither real processes nor patience; ARGS=... goes to pytest
	@HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-brief} $(PYTEST) -m 'not lab and not local and not slow' $(ARGS)

check: lint fast ## lint and the fast tests: before every commit

test: lint lab ## lint and all tests, with those of real clouds: this machine and the lab; ARGS=... goes to pytest
	@$(PYTEST) --numprocesses=$(PATIENT) --dist=worksteal $(ARGS)

lab: ## start a real OpenStack on this machine (Debian 12, root): some minutes the first time, at once when it is up
	@lab/lab up

lab-down: ## stop it
	@lab/lab down

lab-status: ## list its programs, with memory and CPU time
	@lab/lab status

conformance: env lab ## run Heat's own tests against Setpoint, and write docs/conformance.md; ARGS=--help says more
	@$(BIN)/python -m lab.conformance $(ARGS)

demo: env ## deploy an application onto this machine, and say what to try next
	@scripts/demo.sh

bench: env ## measure, and print a table and JSON; ARGS=... goes to the benchmark
	@$(BIN)/python -m bench $(ARGS)

soak: env ## ask the service all kinds of things for 20 minutes, and kill it every minute; ARGS="--minutes 5"
	@$(BIN)/python -m tests.soak $(ARGS)

docs: env ## write docs/reference anew from the code
	@$(BIN)/python scripts/reference.py

clean: ## remove what tools left behind
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests scripts bench lab -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environment as well
	@rm -rf .venv .venv.lock
