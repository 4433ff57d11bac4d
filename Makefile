# `make run`: derive, check, train and draw the example. `make test`: all tests. Both install what is missing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
TOOLS := .build/release
SEEDS := 100-160

.PHONY: run test fuzz drawing documentation bench bench-peers dependencies

run: dependencies
	swift build -c release --product graphs
	swift build -c release --product train
	@echo; echo "== The gradients of Iris, step by step =="; echo
	$(TOOLS)/graphs derive Iris --steps
	@echo; echo "== Every derivative against its witnesses =="; echo
	$(TOOLS)/graphs check Iris
	@echo; echo "== Training on 150 flowers =="; echo
	$(TOOLS)/train Iris --data data/iris.csv --label species --scalar double --zero --steps 1000 --rate 0.1 -o iris.safetensors
	@echo; echo "== The graph and its gradient flow, after training =="; echo
	$(TOOLS)/graphs draw Iris --data data/iris.csv --parameters iris.safetensors -o iris.svg -o iris.png

test: dependencies
	swift build --build-tests
	PULLBACK_PLUGIN_TESTS=1 swift test --skip-build

# Random graphs, compiled in a package of their own and held against their formulas: `make fuzz SEEDS=100-160`.
fuzz: dependencies
	PULLBACK_PLUGIN_TESTS=1 PULLBACK_RANDOM_SEEDS=$(SEEDS) swift test --filter PluginTests/rebuildsWhatAnEditChanges

# The pictures in the documentation.
drawing: dependencies
	swift build -c release --product graphs
	swift build -c release --product train
	$(TOOLS)/train Iris --data data/iris.csv --label species --scalar double --zero -o iris.safetensors
	$(TOOLS)/graphs draw Iris --data data/iris.csv --parameters iris.safetensors -o Documentation/Iris.svg

# The pages of the documentation that the programs write: the command line and the rules.
documentation: dependencies
	swift build -c release --product graphs
	swift build -c release --product train
	scripts/generate-documentation

bench:
	Benchmarks/run
	Benchmarks/run builds

bench-peers:
	Benchmarks/install-peers

dependencies:
	@scripts/install-dependencies
