# Everything runs with the tools of .venv first in PATH; run `make` to see what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 4566
ARGS ?=

VENV := .venv
STAMP := $(VENV)/.installed
# Installs what the other tools need in seconds, where pip takes a minute.
UV_VERSION := 0.13.9
STACK := $(VENV)/bin/python infra/local/stack.py
CHECKS := python3 infra/local/checks.py
VERIFIERS := tests/verifiers/.venv/.installed

# What measures and plays AWS is optimised; the libraries stay those that the tests have compiled.
OPTIMISED := $(foreach crate,faults bench,--config profile.dev.package.milepost-$(crate).opt-level=2)

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0

.PHONY: help
help: ## Show this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make up PORT=4570 ARGS='--iam --parameter AuthMode=signature'"

.PHONY: up
up: $(STAMP) ## Build, start the local stack, deploy, send the samples, show the records
	@$(STACK) up --port $(PORT) $(ARGS)

.PHONY: down
down: $(STAMP) ## Stop the local stack
	@$(STACK) down $(ARGS)

.PHONY: status
status: $(STAMP) ## Show what runs and what waits in the queues
	@$(STACK) status $(ARGS)

.PHONY: build
build: $(STAMP) ## Build the functions and the command for the local stack and the tests
	@$(STACK) build $(ARGS)

.PHONY: build-release
build-release: $(STAMP) ## Build them as they go to AWS, by cargo-lambda and sam build
	@$(STACK) build --release $(ARGS)

.PHONY: check
check: $(STAMP) $(VERIFIERS) ## Format, clippy, and the unit tests of what you changed; ARGS='--since main'
	@$(CHECKS) check $(ARGS)

.PHONY: test
test: ## Run every check: lint, unit and property tests, end to end; what CI runs
	@$(CHECKS) test

.PHONY: test-release
test-release: build-release $(VERIFIERS) ## The end-to-end tests, faults and figures on the builds for AWS, before a release
	MILEPOST_BUILD=.aws-sam/release cargo test -p milepost-e2e -p milepost-faults -p milepost-bench
	MILEPOST_BINARY=$(CURDIR)/.aws-sam/release/bin/milepost cargo test -p milepost-cli --test import -- --include-ignored

.PHONY: fmt
fmt: ## Format the Rust code
	cargo fmt --all

.PHONY: lint
lint: $(STAMP) ## Check formatting, clippy, rustdoc, the templates
	@$(CHECKS) lint

.PHONY: templates
templates: $(STAMP) ## Check the templates and the documents: cfn-lint, sam validate, rules
	@$(CHECKS) templates

.PHONY: unit
unit: $(STAMP) $(VERIFIERS) ## Run all unit, property and snapshot tests
	cargo test --workspace --exclude milepost-e2e --exclude milepost-faults --exclude milepost-bench

.PHONY: e2e
e2e: $(STAMP) $(VERIFIERS) ## Deploy on an emulator of its own with IAM enforced, and test through HTTP; faults; a short bench
	@$(STACK) build --floors
	cargo test -p milepost-e2e -p milepost-faults -p milepost-bench

.PHONY: faults
faults: build-release ## Let every pair of AWS calls fail in every way; show the table
	MILEPOST_BUILD=.aws-sam/release cargo run --quiet $(OPTIMISED) -p milepost-faults --bin faults -- $(ARGS)

.PHONY: chaos
chaos: build-release ## 50,000 events while AWS fails, functions die and the network is cut; takes half an hour
	MILEPOST_BUILD=.aws-sam/release cargo run --quiet $(OPTIMISED) -p milepost-faults --bin chaos -- $(ARGS)

.PHONY: bench
bench: build-release ## Measure each function beside its floor; ARGS='--docs docs' writes the tables down
	MILEPOST_BUILD=.aws-sam/release cargo run --quiet $(OPTIMISED) -p milepost-bench -- $(ARGS)

.PHONY: looks
looks: $(STAMP) ## Paint the sample certificates, photograph the verification page and the mails (chromium, poppler-utils)
	@python infra/local/looks.py $(ARGS)

.PHONY: fuzz
fuzz: ## Fuzz the parser for five minutes (needs nightly Rust and cargo-fuzz, see fuzz/README.md)
	python3 fuzz/seed.py
	cd fuzz && cargo +nightly fuzz run webhook -- -dict=alm.dict -max_total_time=300

.PHONY: clean
clean: ## Stop the local stack, remove what was built, the tools and the local state
	@if [ -x $(VENV)/bin/python ]; then $(STACK) down; fi
	cargo clean
	rm -rf .aws-sam .local $(VENV) tests/verifiers/.venv tests/verifiers/node_modules

.PHONY: tools
tools: $(STAMP) $(VERIFIERS) ## Install the Python tools and the verifiers of credentials

# What verifies credentials without sharing code with us: npm packages, and Python's in a venv of their own.
$(VERIFIERS): tests/verifiers/package-lock.json tests/verifiers/requirements.txt
	@command -v npm >/dev/null || { echo "✘ npm is missing (Debian: apt-get install nodejs npm)" >&2; exit 1; }
	@echo "… install the verifiers of credentials into tests/verifiers (only when their versions change)"
	@started=$$SECONDS; cd tests/verifiers; rm -rf .venv; python3 -m venv .venv; \
		.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt; \
		npm ci --silent --no-audit --no-fund; touch $(CURDIR)/$@; \
		echo "✔ verifiers installed in $$((SECONDS - started))s"

# Installed anew only when the requirements change; a half-made venv has no stamp.
$(STAMP): requirements.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "✘ python3 3.11 or newer is missing (Debian: apt-get install python3 python3-venv)" >&2; exit 1; }
	@python3 -c 'import ensurepip' 2>/dev/null \
		|| { echo "✘ python3 lacks venv (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "… install the tools into $(VENV) (only when requirements.txt changes)"
	@started=$$SECONDS; rm -rf $(VENV); python3 -m venv $(VENV); \
		$(VENV)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
		$(VENV)/bin/uv pip install --quiet --python $(VENV)/bin/python --requirement requirements.txt; \
		touch $@; echo "✔ tools installed in $$((SECONDS - started))s"
