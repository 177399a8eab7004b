"""What people type by mistake: each ends in one sentence, exit status 2, and nothing is written.

A row is a command line and a part of the sentence. The data set, the run and the archive are made by the product.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from codeedit_bench.cli import main
from codeedit_bench.parsing import MOST_BYTES
from tests.git_repository import GitRepository
from tests.tasks import make_dataset, make_task

WRONG = """
mien {repository} --out {out} :: Did you mean 'mine'?
evalute {data} :: Did you mean 'evaluate'?
leaderbord build {run} --dataset {data} --out {out} :: Did you mean 'leaderboard
leaderboard bild {run} :: Did you mean 'leaderboard build'?
training raport {run} :: Did you mean 'training report'?
repos pins {list} :: Did you mean 'repos pin'?
--versoin :: --versoin
mine :: SOURCE is missing
mine {repository} :: --out
mine {repository} --out {out} --worker 2 :: Did you mean --workers?
mine {repository} --out {out} --workers none :: --workers must be
mine {repository} --out {out} --workers 0 :: --workers
mine {repository} --out {out} --workers -3 :: --workers
mine {repository} --out {out} --engine dask :: dask
mine {repository} --out {out} --languages cobol :: cobol
mine {repository} --out {out} --set max_file=3 :: Did you mean 'max_files'?
mine {repository} --out {out} --set max_files=lots :: max_files
mine {repository} --out {out} --set max_files=0 :: max_files
mine {repository} --out {out} --set max_files :: max_files
mine {repository} --out {out} --set min_link=2 :: min_link
mine {repository} --out {out} --set min_link=nan :: min_link
mine {repository} --out {out} --set =3 :: =3
mine {repository} --out {out} --set rule=perhaps :: rule
mine {repository} --out {out} --set split_by=month :: split_by
mine {repository} --out {out} --set split_by=date --set validation_from=2025-13-01 :: 2025-13-01
mine {repository} --out {out} --set rule=false --set max_new_trigrams=2 :: max_new_trigrams
mine {repository} --out {out} --set filters=["nosuch"] :: nosuch
mine {repository} --out {out} --against {missing} :: {missing}
mine {repository} --out {out} --against {repository} :: {repository}
mine {repository} --out {file} :: {file}
mine {repository} --out {run} :: {run}
mine {missing} --out {out} :: {missing}
mine {missing}.toml --out {out} :: {missing}.toml
mine {file} --out {out} :: {file}
mine {data} --out {out} :: {data}
mine http://example.org/a/b --out {out} :: http://example.org/a/b
mine https://user:word@example.org/a/b --out {out} :: https
mine git@example.org:a/b.git --out {out} :: git@example.org
repos pin :: LIST is missing
repos pin {missing} :: {missing}
repos pin {file} :: {file}
repos pin {data} :: {data}
publish {missing} :: {missing}
publish {repository} :: {repository}
publish {data} --push noslash :: noslash
publish {data} --push a/b/c :: a/b/c
publish {data} --private :: OWNER/NAME
validate :: --dataset
validate {missing} :: {missing}
validate {file} :: {file}
validate {run} :: {run}
validate {data} {data} :: {data}
validate {data} --workers two :: --workers must be a whole number
stats {missing} :: {missing}
stats {data} --split tset :: Did you mean 'test'?
stats {data} --tier harder :: Did you mean 'hard'?
stats {data} --jason :: Did you mean --json?
stats {data} --rejects :: rejects
show {missing} :: {missing}
show {data} --task nosuchtask :: nosuchtask
show {data} --index 99999 :: 99999
show {data} --index -1 :: -1
show {data} --index 1 --task ab :: --task
show {data} --context many :: --context
read {data} :: --out
read {data} --out {data} --count 0 :: --count
read {data} --out {out} --seed x :: --seed
diff-score --language python {file} :: B is missing
diff-score --language pyhton {file} {file} :: Did you mean 'python'?
diff-score {file} {file} :: --language
diff-score --language python {missing} {file} :: {missing}
diff-score --language python {file} {data} :: {data}
evaluate :: --model
evaluate {missing} --backend copy --out {out} :: {missing}
evaluate {file} --backend copy --out {out} :: {file}
evaluate {data} --backend cpoy --out {out} :: Did you mean 'copy'?
evaluate {data} --out {out} :: --backend
evaluate {data} --backend transformers --out {out} :: --model
evaluate {data} --backend transformers --model {missing} --out {out} :: {missing}
evaluate {data} --backend transformers --model {file} --out {out} :: {file}
evaluate {data} --backend openai --model m --option base_url=nonsense --out {out} :: base_url
evaluate {data} --backend openai --model m --option base_url=ftp://host/v1 --out {out} :: base_url
evaluate {data} --backend openai --model m --option key_variable=sk-abc-def --out {out} :: key_variable
evaluate {data} --backend openai --model m --option concurency=3 --out {out} :: Did you mean
evaluate {data} --backend copy --option x=1 --out {out} :: x
evaluate {data} --backend copy --out {out} --format nosuch :: nosuch
evaluate {data} --backend copy --out {out} --limit x :: --limit
evaluate {data} --backend copy --out {out} --limit -2 :: --limit
evaluate {data} --backend copy --out {out} --samples 0 :: --samples
evaluate {data} --backend copy --out {out} --temperature hot :: --temperature
evaluate {data} --backend copy --out {out} --temperature -1 :: --temperature
evaluate {data} --backend copy --out {out} --temperature nan :: --temperature
evaluate {data} --backend copy --out {out} --max-tokens 0 :: --max-tokens
evaluate {data} --backend copy --out {out} --shard 3/2 :: 3/2
evaluate {data} --backend copy --out {out} --shard two :: two
evaluate {data} --backend copy --out {out} --parameters many :: --parameters
evaluate {data} --backend copy --out {out} --training-cutoff yesterday :: yesterday
evaluate {data} --backend copy --out {out} --training-cutoff 9999-99-99 :: 9999-99-99
evaluate {data} --backend copy --out {out} --split tests :: tests
evaluate {data} --backend copy --out {out} --tier soft :: soft
evaluate {data} --backend copy --out {out} --cache {out} --no-cache :: --no-cache
evaluate {data} --backend copy --out {file} :: {file}
evaluate {data} --backend copy --out {data} :: {data}
evaluate {data} --backend scripted --out {out} :: path
evaluate {data} --backend scripted --option path={missing} --out {out} :: {missing}
evaluate {data} --backend copy --out {run} --limit 1 :: {run}
score {missing} --dataset {data} :: {missing}
score {data} --dataset {data} :: {data}
score {run} :: --dataset
score {run} --dataset {data} --metric blue :: Did you mean 'bleu'?
score {run} --dataset {missing} :: {missing}
verify {run} --dataset {other} :: content hash
verify {missing} --dataset {data} :: {missing}
verify {archive} --dataset {data} :: {archive}
view {run} --dataset {data} --verdict bad :: bad
view {run} --dataset {data} --language cobol :: cobol
view {run} --dataset {other} :: content hash
merge {run} --dataset {data} :: --out
merge {run} {run} --dataset {data} --out {out} :: shard
merge {missing} --dataset {data} --out {out} :: {missing}
compare {run} --dataset {data} :: two runs
compare {run} {missing} --dataset {data} :: {missing}
compare {run} {run} --dataset {data} --metric speed :: speed
compare {run} {run} --dataset {data} --tier nosuch :: nosuch
compare {run} {run} --dataset {other} :: content hash
format-tax {data} --model {missing} --out {out} :: {missing}
format-tax {data} --out {out} :: --model
import :: --out
import nosuch {file} --out {out} :: nosuch
import zeta {missing} --out {out} :: {missing}
import instinct {file} --out {out} :: file.txt
import instinct {file} :: --out
import instinct hub:nosuch --out {out} :: hub
train --recipe gapoo --dataset {data} --model tiny --out {out} :: Did you mean 'gapo'?
train --recipe gapo --dataset {data} --out {out} :: --model
train --recipe gapo --model tiny --out {out} :: --dataset
train --recipe tiny_gapo --dataset {missing} --model tiny --out {out} :: {missing}
train --recipe tiny_gapo --dataset {data} --model {missing} --out {out} :: {missing}
train --recipe tiny_gapo --dataset {data} --model tiny --out {out} --set learning_rat=1 :: 'learning_rate'?
train --recipe tiny_gapo --dataset {data} --model tiny --out {out} --set learning_rate=-1 :: learning_rate
train --recipe tiny_gapo --dataset {data} --model tiny --out {out} --set advantage=gap :: Did you mean 'gapo'?
train --recipe tiny_gapo --dataset {data} --model tiny --out {out} --population 1 :: --population
train --recipe tiny_gapo --dataset {data} --model tiny --out {out} --generations 3 :: --population
train --recipe tiny_gapo --dataset {data} --model tiny --out {out} --launch fsdb :: Did you mean 'fsdp'?
training report {missing} :: {missing}
training report {run} :: {run}
training compare --dataset {data} --model tiny --out {out} --seeds 0 :: --seeds
training compare --dataset {data} --model tiny --out {out} --recipes nosuch :: nosuch
export --to verrl --dataset {data} --out {out} :: Did you mean 'verl'?
export --to verl --out {out} :: --dataset
export --to merged --model {missing} --out {out} :: {missing}
export --to trl --dataset {missing} --out {out} :: {missing}
export --to inspect --dataset {data} --out {file} :: {file}
leaderboard build {run} --dataset {data} :: --out
leaderboard build --dataset {data} --out {out} :: RUN is missing
leaderboard build {missing} --dataset {data} --out {out} :: {missing}
leaderboard build {run} --dataset {other} --out {out} :: {other}
leaderboard build {run} --dataset {data} --out {repository} :: {repository}
leaderboard build {run} --dataset {data} --out {repository} --replace :: {repository}
leaderboard add {missing} --dataset {data} --split test --check :: {missing}
leaderboard add {run} --dataset {data} --split test --check :: {run}
leaderboard add {file} --dataset {data} --split test --check :: {file}
leaderboard add {archive} --dataset {data} --split tests --check :: tests
leaderboard serve {missing} :: {missing}
leaderboard serve {repository} :: {repository}
leaderboard serve {repository} --port 99999 :: --port
leaderboard serve {repository} --port http :: --port
submit :: RUN is missing
submit {missing} :: {missing}
submit {data} :: {data}
submit {run} --paper "not an address" --out {out} :: not an address
submit {run} --model-card javascript:alert(1) --out {out} :: javascript
formats --modell x :: Did you mean --model?
backends --nosuch :: --nosuch
demo --seed x --out {out} :: --seed
demo --commits 0 --out {out} :: --commits
demo --workers 0 --out {out} :: --workers
demo --out {repository} :: {repository}
demo-repositories :: --out
demo-repositories --out {out} --language cobol :: cobol
demo-repositories --out {out} --commits -4 :: -4
"""

ODD = """
mine {device} --out {out} :: null is not a folder
mine {loop} --out {out} :: loop
mine {dangling} --out {out} :: dangling
mine {latin} --out {out} :: latin.toml is not valid TOML
mine {zeros} --out {out} :: zeros.toml is not valid TOML
mine {wide} --out {out} :: wide.toml is not valid TOML
mine {deep} --out {out} :: nested too deeply
mine {endless} --out {out} :: endless.toml has more than
mine "" --out {out} :: A source is empty
mine {repository} " " --out {out} :: A source is empty
mine {repository} --out {device} :: null
mine {repository} --out {loop} :: loop
mine {repository} --out {out}/{long} :: too long
mine {repository} --out {out} --clones {file} :: file.txt is a file
mine {repository} --out {out} --clones {device} :: null is a device
mine {repository} --out {out} --storage nosuch://bucket :: nosuch
mine {repository} --out {out} --set max_files=99999999999999999999999 :: max_files
mine {repository} --out {out} --set filters=[ :: filters
mine {repository} --out {out} --workers 99999999999999999999 :: --workers must be at most
mine https:// --out {out} :: https
mine file:///etc --out {out} :: file:
repos pin {device} :: null
repos pin {latin} :: latin.toml is not valid TOML
repos pin {deep} :: nested too deeply
validate {dataset_deep} :: nested too deeply
validate {dataset_latin} :: latin
validate {dataset_empty} :: test.parquet
stats {dataset_deep} :: nested too deeply
show {data} --index 99999999999999999999999 :: --index must be at most
show {data} --context 1e99 :: --context
read {data} --out {device} :: null is a device
read {data} --out {latin} :: latin.toml
pick {data} --size 0 --out {out} :: --size
pick {data} --size 1 --out {file} :: file.txt
index {run} --out {out} :: {run}
rebuild {dataset_deep} --out {out} :: deep
diff-score --language python {endless} {file} :: endless.toml has more than
diff-score --language python {loop} {file} :: loop
diff-score --language python {latin} {file} :: UTF-8
diff-score --language python {file} {file} {file} :: file.txt
evaluate {dataset_deep} --backend copy --out {out} :: nested too deeply
evaluate {dataset_empty} --backend copy --out {out} :: test.parquet
evaluate {data} --backend copy --out {device} :: null is a device
evaluate {data} --backend copy --out {out} --cache {file} :: file.txt is a file
evaluate {data} --backend copy --out {out} --cache {device} :: null is a device
evaluate {data} --backend copy --out {out} --seed -5 :: --seed must be at least 0
evaluate {data} --backend copy --out {out} --seed 99999999999999999999999 :: --seed must be at most
evaluate {data} --backend copy --out {out} --temperature inf :: --temperature
evaluate {data} --backend copy --out {out} --shard 1/0 :: 1/0
evaluate {data} --backend copy --out {out} --shard ²/³ :: ²/³
evaluate {data} --backend copy --out {out} --shard 1/99999999999999999999999 :: 1/999
evaluate {data} --backend copy --out {out} --parameters 9e999B :: --parameters
evaluate {data} --backend copy --out {out} --option = :: =
evaluate {data} --backend openai --model m --option spend_limit=1 --out {out} :: prices
evaluate {data} --backend openai --model m --option retries=-1 --out {out} :: retries
evaluate {data} --backend openai --model m --option concurrency=99999999 --out {out} :: from 1 to 1024
evaluate {data} --backend openai --model m --option base_url=http:// --out {out} :: base_url
evaluate {data} --backend scripted --option path={data} --out {out} :: cannot be read
evaluate {data} --backend scripted --option path={latin} --out {out} :: cannot be read
evaluate {data} --backend scripted --option path={file} --out {out} :: is not valid JSON
evaluate {data} --backend function --option function=nosuch:f --out {out} :: nosuch
score {run_deep} --dataset {data} :: nested too deeply
score {run_bare} --dataset {data} :: has no prediction
verify {run_deep} --dataset {data} :: nested too deeply
view {run} --dataset {data} --html {device} :: null is a device
view {run} --dataset {data} --html {data} :: is a folder
view {run} --dataset {dataset_empty} :: test.parquet
compare {run} {run_deep} --dataset {data} :: nested too deeply
submit {run} --out {device} :: null is a device
submit {run} --out {out}/{long}.zip :: too long
submit {run_deep} --out {out} :: nested too deeply
leaderboard add {device} --dataset {data} --split test --check :: null
leaderboard add {data} --dataset {data} --split test --check :: data
leaderboard build {run_deep} --dataset {data} --out {out} :: nested too deeply
leaderboard build {run} --dataset {data} --out {device} :: null
leaderboard serve {device} :: null is not a site
import zeta {latin} --out {out} :: latin.toml
import zeta {device} --out {out} :: null
train --recipe {latin} --dataset {data} --model tiny --out {out} :: latin.toml is not UTF-8
train --recipe {deep} --dataset {data} --model tiny --out {out} :: nested too deeply
train --recipe {data} --dataset {data} --model tiny --out {out} :: data
train --recipe tiny_gapo --dataset {dataset_deep} --model tiny --out {out} :: nested too deeply
train --recipe tiny_gapo --dataset {data} --model tiny --out {out} --set learning_rate=nan :: learning_rate
train --recipe tiny_gapo --dataset {data} --model tiny --out {file} :: file.txt
training report {dataset_deep} :: {dataset_deep}
export --to trl --dataset {dataset_deep} --out {out} :: nested too deeply
demo --out {file} :: file.txt
demo --out {device} :: null
"""
"""Files and folders that nobody means to name: devices, links in circles, other encodings, depth, damage."""

ROWS = [tuple(line.rpartition("::")[::2]) for line in (WRONG + ODD).strip().splitlines() if line]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    folder = tmp_path_factory.mktemp("places")
    made = {
        "data": make_dataset(folder / "data", [make_task(), make_task(path="b.py", split="train")]),
        "other": make_dataset(folder / "other", [make_task(path="c.py")]),
        "run": folder / "run",
        "archive": folder / "run.tar.gz",
        "repository": folder / "repository",
        "file": folder / "file.txt",
        "list": folder / "list.toml",
        "missing": folder / "missing",
        "out": folder / "out",
    }
    assert main(["evaluate", str(made["data"]), "--backend", "copy", "--out", str(made["run"])]) == 0
    assert main(["submit", str(made["run"]), "--out", str(made["archive"])]) == 0
    repository = GitRepository(made["repository"])
    repository.commit({"a.py": "x = 1\n"})
    made["file"].write_text("neither a table nor a model\n")
    made["list"].write_text('[[repository]]\nurl = "https://example.org/a/b"\n')
    made.update(_odd_places(folder, made))
    yield made
    shutil.rmtree(folder)


def _odd_places(folder: Path, made: dict[str, Path]) -> dict[str, Path]:
    texts = {
        "latin": b'name = "\xe9t\xe9"\n',
        "zeros": b'name = "\0"\n',
        "wide": 'name = "x"\n'.encode("utf-16"),
        "deep": b"a = " + b"[" * 100_000,
    }
    odd = {name: folder / f"{name}.toml" for name in (*texts, "endless")}
    for name, text in texts.items():
        odd[name].write_bytes(text)
    with odd["endless"].open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    odd["loop"], odd["dangling"] = folder / "loop", folder / "dangling"
    odd["loop"].symlink_to(odd["loop"])
    odd["dangling"].symlink_to(folder / "nowhere")
    odd["device"] = folder / "null"  # a link to a device, so that a fault cannot harm the system's own
    odd["device"].symlink_to("/dev/null")
    odd["long"] = Path("x" * 300)
    for kind in ("data", "run"):
        name = {"data": "dataset", "run": "run"}[kind]
        odd[f"{name}_deep"] = shutil.copytree(made[kind], folder / f"{name}_deep")
        (odd[f"{name}_deep"] / "manifest.json").write_text("[" * 100_000)
    odd["dataset_latin"] = shutil.copytree(made["data"], folder / "dataset_latin")
    (odd["dataset_latin"] / "manifest.json").write_bytes(b'{"name": "\xe9"}')
    odd["dataset_empty"] = shutil.copytree(made["data"], folder / "dataset_empty")
    (odd["dataset_empty"] / "data" / "test.parquet").write_bytes(b"")
    odd["run_bare"] = shutil.copytree(made["run"], folder / "run_bare")
    (odd["run_bare"] / "predictions.jsonl").unlink()
    return odd


def test_there_are_more_than_120_of_them() -> None:
    assert len({line for line, _ in ROWS}) > 120


@pytest.mark.parametrize(("line", "part"), ROWS, ids=[line.strip() for line, _ in ROWS])
def test_it_ends_in_one_sentence_and_writes_nothing(
    line: str, part: str, places: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = _contents(places["data"].parent)
    capsys.readouterr()
    status = main(shlex.split(line.format(**places)))
    said = capsys.readouterr()
    assert status == 2, said.err
    assert said.out == ""
    [complaint] = [row for row in said.err.splitlines() if row.startswith("codeedit: ")]
    assert part.strip().format(**places) in complaint
    assert "Traceback" not in said.err
    assert complaint[-1] in ".?)'", complaint
    assert "Errno" not in complaint
    assert _contents(places["data"].parent) == before


def _contents(folder: Path) -> dict[str, int]:
    return {
        str(path): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if ".git" not in path.parts and path.is_file()
    }
