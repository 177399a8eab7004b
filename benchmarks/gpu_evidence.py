"""GAPO and GRPO on a real model with paired seeds, in offline commands that each end within ten minutes.

    python benchmarks/gpu_evidence.py pack --folder MODEL --folder WHEELS --out parts    # where a network is
    python benchmarks/gpu_evidence.py unpack --parts parts --out carried                 # on the GPU machine
    python -m pip install --no-index --find-links carried/WHEELS --no-deps trl datasets tree-sitter …
    python benchmarks/gpu_evidence.py speed --data DATA --model carried/MODEL --out evidence
    python benchmarks/gpu_evidence.py start --data DATA --model carried/MODEL --out evidence
    python benchmarks/gpu_evidence.py compare --data DATA --out evidence                 # until it says done
    python benchmarks/gpu_evidence.py summary --out evidence

`speed` takes a few steps of GAPO with rollouts by transformers, by vLLM, and sharded by FSDP. It says how many
tokens a second each makes, or why it was not run. `start` checks the machine (`tests/gpu`, speed beside stock TRL)
and trains the model by SFT. It goes on from its last checkpoint. `compare` runs eight processes on one GPU, one
seed each: further SFT, GRPO and GAPO from the same start, measured before and after. An arm that the clock cut off
is trained again, so an arm must fit the clock.
We have dry-run this on a CPU with tiny settings, and not on a GPU.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from codeedit_bench.cli.training.launching import configurations

PART_BYTES = 60 * 2**20
CLOCK = 540
"""Seconds after which a command stops what it started, so that it ends within ten minutes."""
GRACE = 20
"""Seconds that a process has to end by itself when it is asked to."""
SPLIT_MANIFEST = "parts.json"
ARMS = ("grpo", "gapo")
RESULTS = "results.jsonl"
SETTINGS = (
    *("prompt_format=span", "prompt_tokens=768", "completion_tokens=128", "samples=8", "prompts_per_step=16"),
    *("device_batch=32", "rollout_batch=128", "steps_per_rollout=1", "steps=40", "learning_rate=5e-6", "kl=0.0"),
    "seconds=0",
)
"""Of every arm. `--set` changes them."""
WAYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "transformers": ((), ()),
    "vllm": (("vllm=colocate",), ("a GPU", "vllm")),
    "fsdp": ((), ("a GPU",)),
}
"""How `speed` trains: further settings, and what each needs. A way with a launch file's name is launched by it."""
WARM_UP_STEPS = 1
"""Not counted: kernels are chosen and compiled in them."""
START = ("prompt_format=span", "prompt_tokens=768", "completion_tokens=128", "steps=200", "save_steps=25")


def pack(folders: Sequence[Path], out: Path, part_bytes: int = PART_BYTES) -> int:
    """Cut every file of the folders into parts; `parts.json` says how they join. Returns the number of parts."""
    out.mkdir(parents=True, exist_ok=True)
    files, number = [], 0
    for folder in folders:
        for path in sorted(item for item in folder.rglob("*") if item.is_file()):
            names, digest = [], hashlib.sha256()
            with path.open("rb") as source:
                while block := source.read(part_bytes):
                    digest.update(block)
                    names.append(f"part-{number:05d}")
                    (out / names[-1]).write_bytes(block)
                    number += 1
            place = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            files.append({"path": place, "parts": names, "sha256": digest.hexdigest()})
    (out / SPLIT_MANIFEST).write_text(json.dumps(files, indent=1) + "\n", encoding="utf-8")
    return number


def unpack(parts: Path, out: Path) -> int:
    """Join what `pack` cut, and check each file. Returns the number of files."""
    files = json.loads((parts / SPLIT_MANIFEST).read_text(encoding="utf-8"))
    for file in files:
        target = (out / file["path"]).resolve()
        if not target.is_relative_to(out.resolve()):
            raise SystemExit(f"{file['path']} lies outside {out}.")
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("wb") as written:
            for name in file["parts"]:
                block = (parts / Path(name).name).read_bytes()
                digest.update(block)
                written.write(block)
        if digest.hexdigest() != file["sha256"]:
            raise SystemExit(f"{file['path']} is damaged: a part of it is missing or was changed.")
    return len(files)


def start(data: Path, model: str, out: Path, overrides: Sequence[str], seconds: int) -> bool:
    """Check the machine once, then train by SFT until it is done or time is up. True where it is done."""
    ends = time.monotonic() + seconds
    out.mkdir(parents=True, exist_ok=True)
    for name, command in (
        ("gpu_tests.txt", ["-m", "pytest", "-q", "-m", "gpu", "tests/gpu"]),
        ("speed.txt", ["benchmarks/bench_gapo.py"]),
    ):
        if (out / name).is_file() or _device() == "cpu":
            continue
        left = max(1.0, ends - time.monotonic())
        try:
            shown = subprocess.run(
                [sys.executable, *command], capture_output=True, text=True, check=False, timeout=left
            )
        except subprocess.TimeoutExpired:
            return False
        (out / name).write_text(shown.stdout + shown.stderr, encoding="utf-8")
    place = out / "start"
    command = [
        "train",
        "--recipe",
        "sft",
        "--dataset",
        str(data),
        "--model",
        model,
        "--out",
        str(place),
        "--resume",
    ]
    _wait([_codeedit([*command, *_sets(*START, *overrides)], out / "start.log")], ends)
    return (place / "run.json").is_file()


def speed(data: Path, model: str, out: Path, overrides: Sequence[str], seconds: int) -> str:
    """Train a few steps in each of `WAYS` that can be had here; tokens a second of each as a table."""
    ends = time.monotonic() + seconds
    rows = []
    for way, (settings, needs) in WAYS.items():
        missing = [need for need in needs if not _has(need)]
        place = out / "speed" / way
        if not missing and not (place / "run.json").is_file():
            shutil.rmtree(place, ignore_errors=True)  # what the clock cut off begins again
            place.parent.mkdir(parents=True, exist_ok=True)
            words = ["train", "--recipe", "gapo", "--dataset", str(data), "--model", model, "--out", str(place)]
            words += ["--launch", way] if way in configurations() else []
            words += _sets(*SETTINGS, "steps=6", "eval_tasks=0", *settings, *overrides)
            _wait([_codeedit(words, out / f"speed-{way}.log")], ends)
        if missing:
            rows.append(f"| {way} | not run: {' and '.join(missing)} missing |")
        elif not (place / "run.json").is_file():
            rows.append(f"| {way} | not whole: see speed-{way}.log, and run it again |")
        else:
            rows.append(f"| {way} | {tokens_per_second(place / 'log.jsonl'):,.0f} |")
    text = "\n".join(["| way | tokens a second |", "|---|---|", *rows]) + "\n"
    (out / "speed.md").write_text(text, encoding="utf-8")
    return text


def tokens_per_second(log: Path) -> float:
    """Of prompts and answers, over all steps of a run but the first ones."""
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    steps = [entry for entry in entries if entry.get("step_time") and "num_tokens" in entry]
    counted = steps[WARM_UP_STEPS:]
    before = steps[WARM_UP_STEPS - 1]["num_tokens"]
    return float(counted[-1]["num_tokens"] - before) / float(sum(entry["step_time"] for entry in counted))


def _has(need: str) -> bool:
    return _device() != "cpu" if need == "a GPU" else importlib.util.find_spec(need) is not None


def compare(
    data: Path, out: Path, overrides: Sequence[str], *, seeds: int, processes: int, tasks: int, seconds: int
) -> list[int]:
    """Run what is missing, `processes` seeds at a time. Returns the seeds that are not whole yet."""
    ends = time.monotonic() + seconds
    due = [seed for seed in range(seeds) if not _whole(out, seed)]
    while due and time.monotonic() < ends:
        running = []
        for seed in due[:processes]:
            place = out / f"seed-{seed}"
            place.mkdir(parents=True, exist_ok=True)
            words = [
                "training",
                "compare",
                "--dataset",
                str(data),
                "--model",
                str(out / "start"),
                "--out",
                str(place),
            ]
            words += ["--recipes", *ARMS, "--seeds", "1", "--first-seed", str(seed), "--outliers", "0.0"]
            words += ["--temperatures", "1.0", "--eval-tasks", str(tasks), "--samples", "4"]
            running.append(_codeedit([*words, *_sets(*SETTINGS, *overrides)], out / f"seed-{seed}.log"))
        failed = _wait(running, ends)
        if failed:
            raise SystemExit(f"A process failed. The end of its log stands in {out}/seed-….log.")
        due = [seed for seed in range(seeds) if not _whole(out, seed)]
    return due


def summary(out: Path) -> str:
    """The results of all seeds as one table, also left in `results.jsonl` and `summary.md`."""
    from gapo.comparison.arms import read_results, result_line
    from gapo.comparison.summary import markdown

    results = [result for file in sorted(out.glob(f"seed-*/{RESULTS}")) for result in read_results(file)]
    if not results:
        raise SystemExit(f"{out} holds no results. Run `compare` first.")
    text = markdown(results, ARMS[0])
    (out / RESULTS).write_text("".join(result_line(result) for result in results), encoding="utf-8")
    (out / "summary.md").write_text(text, encoding="utf-8")
    return text


def _whole(out: Path, seed: int) -> bool:
    file = out / f"seed-{seed}" / RESULTS
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return {json.loads(line)["arm"] for line in lines if line.endswith("}")} >= {"start", "further sft", *ARMS}


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _sets(*assignments: str) -> list[str]:
    return [word for assignment in assignments for word in ("--set", assignment)]


def _codeedit(words: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    with log.open("ab") as written:
        return subprocess.Popen(
            [sys.executable, "-m", "codeedit_bench", *words], stdout=written, stderr=written, env=environment
        )


def _wait(running: Sequence[subprocess.Popen[bytes]], ends: float) -> bool:
    """Wait until all have ended or the clock has; end what still runs. True where one failed by itself."""
    while time.monotonic() < ends and any(process.poll() is None for process in running):
        time.sleep(0.2)
    failed = any(process.poll() not in (None, 0) for process in running)
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return failed


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("pack", "unpack", "speed", "start", "compare", "summary"))
    parser.add_argument("--folder", type=Path, action="append", default=[], help="to pack; may be given again")
    parser.add_argument("--parts", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--model", default="")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--tasks", type=int, default=200, help="test tasks that every arm is measured on")
    parser.add_argument("--seconds", type=int, default=CLOCK)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options = parser.parse_args(arguments)
    if options.what == "pack":
        sys.stdout.write(f"{pack(options.folder, options.out)} parts\n")
    elif options.what == "unpack":
        sys.stdout.write(f"{unpack(options.parts, options.out)} files\n")
    elif options.what == "speed":
        sys.stdout.write(speed(options.data, options.model, options.out, options.set, options.seconds))
    elif options.what == "start":
        done = start(options.data, options.model, options.out, options.set, options.seconds)
        sys.stdout.write("done\n" if done else "not done: run it again\n")
    elif options.what == "compare":
        left = compare(
            options.data,
            options.out,
            options.set,
            seeds=options.seeds,
            processes=options.processes,
            tasks=options.tasks,
            seconds=options.seconds,
        )
        sys.stdout.write("done\n" if not left else f"seeds {left} are not whole: run it again\n")
    else:
        sys.stdout.write(summary(options.out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
