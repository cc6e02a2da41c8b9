# The commands of this project. `make` alone lists them.

.DEFAULT_GOAL := help
SHELL := bash

.PHONY: help demo test vectors chaos bench microbench docs test-rust test-python test-node test-swift parity package format clean

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: ## An agent answers a scripted person: builds what it needs, prints the conversation
	@scripts/demo.sh

test: ## Everything: format, lints, types, tests in the four languages
	@scripts/test.sh

vectors: ## The recorded vectors alone, file by file
	@cargo test --quiet --package spectrum-imessage-tests --test vectors

chaos: ## 100,000 messages, 1,000 faults, 200 kills; prints what was lost
	@scripts/chaos.sh

bench: ## What the clients cost, against a raw tonic client; BENCH='--help' lists the choices
	@scripts/bench.sh $(BENCH)

microbench: ## What parts of the core cost, and the border of each language; BENCH='--help' lists the choices
	@scripts/bench.sh --micro $(BENCH)

docs: ## The site with the references of the four languages, into out/site
	@scripts/docs.sh

test-rust: ## Rust alone
	@scripts/rust-test.sh

test-python: ## Python alone
	@scripts/python-test.sh

test-node: ## TypeScript alone
	@scripts/node-test.sh

test-swift: ## Swift alone
	@scripts/swift-test.sh

parity: ## The public names of what was built last, against tests/parity/api.toml
	@scripts/parity.sh

package: ## Packages for this machine, each tried in an empty environment; prints their sizes
	@scripts/package.sh

format: ## Formats the sources of all languages
	@scripts/format.sh

clean: ## Removes what was built; the toolchains in .cache stay
	rm -rf target dist out bindings-swift/.build bindings-node/dist
