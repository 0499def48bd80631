# Everything runs with the tools of .venv first in PATH; run `make` to see what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 4566
ARGS ?=

VENV := .venv
STAMP := $(VENV)/.installed
STACK := $(VENV)/bin/python infra/local/stack.py
VERIFIERS := tests/verifiers/.venv/.installed

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0

.PHONY: help
help: ## Show this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
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
build: $(STAMP) ## Build the functions and the command for Lambda
	@$(STACK) build $(ARGS)

# All tests in one go: with another set of packages cargo would choose other features of what they
# share, and compile it once more.
.PHONY: test
test: lint build $(VERIFIERS) ## Run every check: lint, unit and property tests, end to end
	cargo test --workspace
	python -m unittest discover --start-directory infra/tests

.PHONY: fmt
fmt: ## Format the Rust code
	cargo fmt --all

.PHONY: lint
lint: $(STAMP) ## Check formatting, clippy, rustdoc, the templates
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --quiet
	cfn-lint template.yaml infra/*.yaml
	sam validate --lint

.PHONY: unit
unit: $(STAMP) $(VERIFIERS) ## Run unit, property and snapshot tests, and the rules of the templates
	cargo test --workspace --exclude milepost-e2e --exclude milepost-faults --exclude milepost-bench
	python -m unittest discover --start-directory infra/tests

.PHONY: e2e
e2e: build ## Deploy on an emulator of its own with IAM enforced, and test through HTTP; a part of the faults; a short bench
	cargo test -p milepost-e2e -p milepost-faults -p milepost-bench

.PHONY: faults
faults: $(STAMP) ## Let every pair of AWS calls fail in every way; show the table
	@$(STACK) build
	cargo run --quiet -p milepost-faults --bin faults -- $(ARGS)

.PHONY: chaos
chaos: $(STAMP) ## 50,000 events while AWS fails, functions die and the network is cut; takes half an hour
	@$(STACK) build
	cargo run --quiet -p milepost-faults --bin chaos -- $(ARGS)

.PHONY: bench
bench: $(STAMP) ## Measure each function beside its floor; ARGS='--docs docs' writes the tables down
	@$(STACK) build
	cargo run --quiet -p milepost-bench -- $(ARGS)

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

.PHONY: .venv
.venv: $(STAMP)

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
	@echo "… install the tools into $(VENV) (about a minute, only when requirements.txt changes)"
	@started=$$SECONDS; rm -rf $(VENV); python3 -m venv $(VENV); \
		$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt; \
		touch $@; echo "✔ tools installed in $$((SECONDS - started))s"
