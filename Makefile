# The project's commands. Settings come from the environment or .env (README).
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
SETUP = $(or $(PYTHON),$(shell command -v python3 || :),$(error Anzhu needs \
	Python 3.11 or newer: on Debian or Ubuntu run 'apt-get install python3' \
	as root, then make again)) -m tools.setup
RUN = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test check bench lock messages

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

setup: ## prepare everything: packages, pages, database
	@$(SETUP)

demo: ## run the site with its sample group (PORT=8001 for another port)
	@$(SETUP)
	@$(RUN) manage.py demo $(ARGS)

demo-reset: ## throw the sample group and all changes away, then demo
	@$(SETUP) --reset
	@$(RUN) manage.py demo $(ARGS)

test: ## prove everything that can be proved here (ARGS=-mquick: the quick part)
	@$(SETUP) --dev
	@$(RUN) -m tools.test $(ARGS)

check: ## format, lint, types, layers, templates, migrations, deployment, translations
	@$(SETUP) --dev
	@$(RUN) -m tools.check $(ARGS)

bench: ## measured runs beside bare statements
	@$(SETUP) --dev
	@$(RUN) -m bench $(ARGS)

lock: ## renew the locked package versions (ARGS=--upgrade: to the newest)
	@$(SETUP) --dev
	@$(RUN) -m tools.lock $(ARGS)

messages: ## collect the texts to translate into locale/
	@$(SETUP) --dev
	@$(RUN) -m tools.messages
