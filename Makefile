# All targets run with the tools of .venv first in PATH; `make` lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 4566
ARGS ?=
ADVISORY_DB ?=

VENV := .venv
STAMP := $(VENV)/.installed
# Installs the other tools in seconds, where pip takes a minute.
UV_VERSION := 0.13.9
STACK := $(VENV)/bin/python infra/local/stack.py
CHECKS := python3 infra/local/checks.py
VERIFIERS := tests/verifiers/.venv/.installed

# The test harnesses are optimised; their libraries are those that the tests have compiled.
OPTIMISED := $(foreach crate,faults bench,--config profile.dev.package.milepost-$(crate).opt-level=2)

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0

.PHONY: help
help: ## Show this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make up PORT=4570 ARGS='--iam --parameter AuthMode=signature'"

.PHONY: up
up: $(STAMP) ## Build, start the local stack, deploy, send samples, show the records
	@$(STACK) up --port $(PORT) $(ARGS)

.PHONY: down
down: $(STAMP) ## Stop the local stack
	@$(STACK) down $(ARGS)

.PHONY: status
status: $(STAMP) ## Show running processes and queue depths
	@$(STACK) status $(ARGS)

.PHONY: local-image
local-image: $(STAMP) ## Pull the image that `sam local invoke` needs, or make it without a registry (needs Docker)
	@$(STACK) image

.PHONY: build
build: $(STAMP) ## Build the functions and the CLI for the local stack and the tests
	@$(STACK) build $(ARGS)

.PHONY: build-release
build-release: $(STAMP) ## Build them for AWS, with cargo-lambda and sam build
	@$(STACK) build --release

.PHONY: deploy
deploy: $(STAMP) ## Build for arm64 and deploy on AWS; ARGS='--parameter AlmAccountId=1234 …'
	@python infra/deploy_aws.py $(ARGS)

.PHONY: check
check: $(STAMP) $(VERIFIERS) ## Format, clippy, and the unit tests of changed crates; ARGS='--since main'
	@$(CHECKS) check $(ARGS)

.PHONY: test
test: ## Run all checks, as in CI: lint, unit, property and end-to-end tests
	@$(CHECKS) test

.PHONY: test-release
test-release: build-release $(VERIFIERS) ## Before a release: end-to-end tests, faults and benchmarks on the AWS builds
	MILEPOST_BUILD=.aws-sam/release cargo test -p milepost-e2e -p milepost-faults -p milepost-bench
	MILEPOST_BINARY=$(CURDIR)/.aws-sam/release/bin/milepost cargo test -p milepost-cli --test import -- --include-ignored

.PHONY: fmt
fmt: ## Format the Rust code
	cargo fmt --all

.PHONY: lint
lint: $(STAMP) ## Check formatting, clippy, rustdoc, the templates
	@$(CHECKS) lint

.PHONY: templates
templates: $(STAMP) ## Check templates and documentation: cfn-lint, sam validate, rules
	@$(CHECKS) templates

.PHONY: docs
docs: $(STAMP) ## Write the generated parts of the documentation, and Cargo.lock
	@python infra/docs.py
	@PYTHONPATH=infra/local python infra/fixed_cost.py
	@cargo metadata --format-version 1 >/dev/null

.PHONY: advisories
advisories: ## Check dependencies for advisories (needs cargo-deny); ADVISORY_DB=a clone of the RustSec database
	@python3 infra/advisories.py $(ADVISORY_DB)

.PHONY: unit
unit: $(STAMP) $(VERIFIERS) ## Run all unit, property and snapshot tests
	cargo test --workspace --exclude milepost-e2e --exclude milepost-faults --exclude milepost-bench

.PHONY: e2e
e2e: $(STAMP) $(VERIFIERS) ## End-to-end tests on their own emulator with IAM enforced; faults; a short benchmark
	@$(STACK) build --floors
	cargo test -p milepost-e2e -p milepost-faults -p milepost-bench

.PHONY: faults
faults: build-release ## Inject every fault into every pair of AWS calls; show the table
	MILEPOST_BUILD=.aws-sam/release cargo run --quiet $(OPTIMISED) -p milepost-faults --bin faults -- $(ARGS)

.PHONY: chaos
chaos: build-release ## 50,000 events with random faults, crashes and a network outage; takes half an hour
	MILEPOST_BUILD=.aws-sam/release cargo run --quiet $(OPTIMISED) -p milepost-faults --bin chaos -- $(ARGS)

.PHONY: bench
bench: build-release ## Benchmark each function against its floor; ARGS='--docs docs' updates the tables
	MILEPOST_BUILD=.aws-sam/release cargo run --quiet $(OPTIMISED) -p milepost-bench -- $(ARGS)

.PHONY: sample-images
sample-images: $(STAMP) ## Render sample certificates, pages and mails as images for review (chromium, poppler-utils)
	@python infra/local/sample_images.py $(ARGS)

.PHONY: fuzz
fuzz: ## Fuzz the parser for five minutes (needs nightly Rust and cargo-fuzz, see fuzz/README.md)
	python3 fuzz/seed.py
	cd fuzz && cargo +nightly fuzz run webhook -- -dict=alm.dict -max_total_time=300

.PHONY: clean
clean: ## Stop the local stack; remove builds, tools and local state
	@if [ -x $(VENV)/bin/python ]; then $(STACK) down; fi
	cargo clean
	rm -rf .aws-sam .local $(VENV) tests/verifiers/.venv tests/verifiers/node_modules

.PHONY: tools
tools: $(STAMP) $(VERIFIERS) ## Install the Python tools and the credential verifiers

# Independent credential verifiers: npm packages, and Python packages in their own venv.
$(VERIFIERS): tests/verifiers/package-lock.json tests/verifiers/requirements.txt
	@command -v npm >/dev/null || { echo "✘ npm is missing (Debian: apt-get install nodejs npm)" >&2; exit 1; }
	@echo "… install the credential verifiers into tests/verifiers (only when their versions change)"
	@started=$$SECONDS; cd tests/verifiers; rm -rf .venv; python3 -m venv .venv; \
		.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt; \
		npm ci --silent --no-audit --no-fund; touch $(CURDIR)/$@; \
		echo "✔ verifiers installed in $$((SECONDS - started))s"

# Reinstalled only when the requirements change; an incomplete venv has no stamp.
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
