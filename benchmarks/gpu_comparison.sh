#!/bin/sh
# A short slot on a machine with a GPU: checks, throughput beside stock TRL, then the comparison of issue-sized budget.
# Runs offline with torch >= 2.11, transformers 5.17, accelerate and peft; bring trl 1.16.0 and datasets as wheels:
#   pip install --no-index --find-links wheels --no-deps trl==1.16.0 datasets
# DATA: a data set of `codeedit mine`. MODEL: a checkpoint; `tiny` ships with the package. OUT: where results go.
set -eu
DATA=${1:?usage: gpu_comparison.sh DATA MODEL OUT [SEEDS]}
MODEL=${2:?}
OUT=${3:?}
SEEDS=${4:-15}
export HF_HUB_OFFLINE=1 PYTHONPATH="${PYTHONPATH:-.}"
mkdir -p "$OUT"
python -m pytest -q -m gpu tests/gpu | tee "$OUT/gpu_tests.txt"
python benchmarks/bench_gapo.py | tee "$OUT/speed.txt"
python -m codeedit_bench train --recipe tiny_sft --data "$DATA" --model "$MODEL" --out "$OUT/sft" --set seconds=0
python -m codeedit_bench training compare --data "$DATA" --model "$OUT/sft" --out "$OUT/compare" \
    --seeds "$SEEDS" --eval-tasks 500 --samples 4 --outliers 0.0 0.1 \
    --set steps=60 --set seconds=0 --set prompts_per_step=16 --set device_batch=128
