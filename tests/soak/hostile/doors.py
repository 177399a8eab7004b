"""The doors: everything of others that the product reads, and the commands that read it."""

from __future__ import annotations

import json
from pathlib import Path

from codeedit_bench.languages import LANGUAGES
from tests.evaluators.backends.server import ModelServer
from tests.evaluators.importers.sets import SETS
from tests.leaderboard.archives import write
from tests.leaderboard.test_hostile import CASES, ZIPS
from tests.soak.hostile import evil, models, settings
from tests.soak.hostile.answers import answers
from tests.soak.hostile.assault import Assault, Door, Words
from tests.soak.hostile.mutations import changed, mutate, mutate_bytes
from tests.soak.hostile.repositories import make_hostile
from tests.soak.prints import members_of


def repositories(assault: Assault) -> list[Words]:
    place, assault.kind = make_hostile(assault.folder / "repository", assault.draw, assault.canary)
    return [("mine", place, "--out", "data", "--set", "mechanical_share=1.0")]


def archives(assault: Assault) -> list[Words]:
    """An archive that our tests know, or a sound one whose bytes or members were changed."""
    draw, file = assault.draw, assault.folder / "a.zip"
    members = members_of(assault.world.made("submit"))
    match draw.choice(("case", "zip", "members", "bytes")):
        case "case":
            assault.note, assault.kind = draw.choice(list(CASES)), "a known case"
            write(file, CASES[assault.note][1](members))
        case "zip":
            assault.note, assault.kind = (
                draw.choice([name for name in ZIPS if name != "member twice"]),
                "a known form",
            )
            file.write_bytes(ZIPS[assault.note](members))
        case "members":
            assault.kind = "changed members"
            for name, content in members.items():
                (assault.folder / name).write_bytes(content)
            spoilt = assault.folder / draw.choice(sorted(members))
            assault.note = mutate(spoilt, draw, assault.canary)
            write(file, members | {spoilt.name: spoilt.read_bytes()})
        case _:
            assault.kind = "changed bytes"
            file.write_bytes(mutate_bytes(assault.world.made("submit").read_bytes(), draw, assault.canary))
    where = ("--dataset", assault.world.made("mine"), "--split", "train")
    add: Words = ("leaderboard", "add", file, *where, "--to", "runs")
    site: Words = ("leaderboard", "build", "runs/replay", "--dataset", assault.world.made("mine"), "--out", "site")
    return [add, site] if draw.random() < 0.5 else [add]


def datasets(assault: Assault) -> list[Words]:
    data = assault.copied("mine", "data")
    assault.spoil(data)
    run = assault.world.made("evaluate a baseline")
    commands: tuple[Words, ...] = (
        ("validate", data),
        ("stats", data),
        ("stats", data, "--json"),
        ("stats", data, "--rejects"),
        ("show", data, "--index", str(assault.draw.randrange(5))),
        ("pick", data, "--size", "4", "--split", "train", "--out", "picked"),
        ("index", data, "--out", "index"),
        ("publish", data),
        ("evaluate", data, "--split", "train", "--backend", "replay", "--out", "run"),
        ("evaluate", data, "--split", "all", "--backend", "propagate", "--out", "run"),
        # The command that writes into the run that it is given.
        ("score", assault.copied("evaluate a baseline", "run"), "--dataset", data),
        ("verify", run, "--dataset", data),
        ("view", run, "--dataset", data, "--html", "view.html"),
        ("compare", run, assault.world.made("evaluate the tiny model"), "--dataset", data),
        ("leaderboard", "build", run, "--dataset", data, "--out", "site"),
        (
            "leaderboard",
            "add",
            assault.world.made("submit"),
            "--dataset",
            data,
            "--split",
            "train",
            "--to",
            "runs",
        ),
        ("mine", assault.world.repositories[0], "--against", data, "--out", "mined"),
        ("export", "--to", "trl", "--dataset", data, "--out", "exported"),
        ("export", "--to", "inspect", "--dataset", data, "--out", "exported"),
        ("export", "--to", "lm-eval", "--dataset", data, "--out", "exported"),
        ("read", data, "--out", "readings.jsonl"),
    )
    command = assault.draw.choice(commands)
    assault.kind = " ".join(str(word) for word in command[: 2 if command[0] == "leaderboard" else 1])
    return [command]


def runs(assault: Assault) -> list[Words]:
    step = assault.draw.choice(("evaluate a baseline", "evaluate the tiny model", "ask a server"))
    run, data = assault.copied(step, "run"), assault.world.made("mine")
    assault.spoil(run)
    other = assault.world.made("evaluate a baseline")
    commands: tuple[Words, ...] = (
        ("score", run, "--dataset", data),
        ("verify", run, "--dataset", data),
        ("view", run, "--dataset", data),
        ("view", run, "--dataset", data, "--html", "view.html"),
        ("compare", run, other, "--dataset", data),
        ("merge", run, other, "--dataset", data, "--out", "merged"),
        ("submit", run, "--out", "a.zip"),
        ("leaderboard", "build", run, other, "--dataset", data, "--out", "site"),
    )
    command = assault.draw.choice(commands)
    assault.kind = " ".join(str(word) for word in command[: 2 if command[0] == "leaderboard" else 1])
    return [command]


def completions(assault: Assault) -> list[Words]:
    """What a model may answer, in each prompt format that a file of answers can be read by."""
    data = assault.world.made("mine")
    file = assault.folder / "answers.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in answers(data, assault.draw, assault.canary)))
    form = assault.draw.choice(
        ("chat", "region", "line", "span", "zeta", "sweep", "instinct", "mercury", "chat-replace")
    )
    assault.kind = f"format {form}"
    words = ("--backend", "scripted", "--option", f"path={file}", "--format", form, "--split", "train")
    run: Words = ("evaluate", data, *words, "--out", "run", "--workers", "1")
    after: tuple[Words, ...] = (
        ("view", "run", "--dataset", data),
        ("view", "run", "--dataset", data, "--html", "view.html"),
        ("leaderboard", "build", "run", "--dataset", data, "--out", "site"),
        ("submit", "run", "--out", "a.zip"),
    )
    return [run, assault.draw.choice(after)]


def servers(assault: Assault) -> list[Words]:
    """A server whose answers have another shape each time."""
    server, draw = ModelServer(), assault.draw
    assault.serve(server)
    sound = {
        "choices": [
            {"message": {"content": "x = 1\n", "role": "assistant"}, "text": "x", "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 2},
        "model": "m",
    }
    server.scripted.extend((200, changed(sound, draw, assault.canary)) for _ in range(60))
    assault.kind = "answers of another shape"
    options = (f"base_url={server.url}", "retries=1", "first_wait=0.01", "timeout=5", "concurrency=2")
    words = ("--backend", "openai", "--model", "m", *(f"--option={option}" for option in options), "--limit", "12")
    return [("evaluate", assault.world.made("mine"), "--split", "train", *words, "--out", "run", "--no-cache")]


def edit_sets(assault: Assault) -> list[Words]:
    name = assault.draw.choice(list(SETS))
    source = SETS[name](assault.folder / "source")
    assault.kind = name
    files = [source] if source.is_file() else sorted(path for path in source.rglob("*") if path.is_file())
    assault.note = mutate(assault.draw.choice(files), assault.draw, assault.canary)
    return [("import", name, source, "--out", "data"), ("validate", "data")]


def indexes(assault: Assault) -> list[Words]:
    index = assault.copied("index", "index")
    assault.spoil(index)
    assault.kind = "rebuild"
    return [("rebuild", index, *assault.world.repositories[:2], "--out", "data")]


def texts(assault: Assault) -> list[Words]:
    """Two programs that somebody hostile wants compared."""
    draw = assault.draw
    language = draw.choice(list(LANGUAGES))
    seeds = Path(__file__).parents[2] / "fuzz" / "seeds" / f"{language}.txt"
    pieces = seeds.read_text(encoding="utf-8").split("\n=====\n")
    for name in ("a", "b"):
        program = draw.choice(pieces).encode() + evil.text(draw, assault.canary).encode("utf-8", "surrogatepass")
        (assault.folder / name).write_bytes(mutate_bytes(program, draw, assault.canary) * draw.choice((1, 1, 30)))
    assault.kind = language
    return [("diff-score", "--language", language, "a", "b")]


def trainings(assault: Assault) -> list[Words]:
    """The folder of a training of somebody else: what it logged, and what it left to go on with."""
    model = assault.copied("train", "model")
    assault.spoil(model)
    assault.kind = "training report"
    return [("training", "report", model, "--out", "report.html")]


DOORS = (
    Door("repositories", repositories, 4),
    Door("archives", archives, 3),
    Door("data sets", datasets, 4),
    Door("runs", runs, 3),
    Door("completions", completions, 3),
    Door("servers", servers, 2),
    Door("edit sets of others", edit_sets, 2),
    Door("indexes", indexes, 1),
    Door("texts to compare", texts, 2),
    Door("trainings", trainings, 1),
    Door("models and checkpoints", models.enter, 2),
    Door("recipes for mining", settings.mining_recipes, 2),
    Door("recipes for training", settings.training_recipes, 2),
    Door("settings", settings.settings, 2),
)
