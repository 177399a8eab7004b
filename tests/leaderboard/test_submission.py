"""Submissions: what goes into an archive, and every way in which a bad one is refused."""

from __future__ import annotations

import dataclasses
import io
import json
import stat
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codeedit_bench.cli import main
from codeedit_bench.errors import SubmissionError, UsageError
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import Prediction
from evaluators.runs.run import open_run
from leaderboard.build import build_site
from leaderboard.reading import origin_of
from leaderboard.serving import make_server
from leaderboard.submission import archive as archive_module
from leaderboard.submission.cleaning import clean_manifest, clean_text
from leaderboard.submission.pack import pack_run
from leaderboard.submission.verify import verify
from tests.leaderboard.archives import Members, with_line, with_manifest, write
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.world import make_run


def test_a_run_travels_to_the_leaderboard_and_comes_out_verified(
    dataset: Path, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "good.zip"
    assert main(["submit", str(run), "--out", str(archive)]) == 0
    assert "12 predictions" in capsys.readouterr().out
    arguments = [str(archive), "--dataset", str(dataset), "--to", str(tmp_path / "runs")]
    assert main(["leaderboard", "add", *arguments]) == 0
    said = capsys.readouterr().out
    assert "all tasks present" in said
    accepted = tmp_path / "runs" / "good-7b"
    _, headline, *_ = str(open_run(accepted)).splitlines()
    assert headline in said, "the number that the run and the board show, and what counts once in it"
    assert origin_of(open_run(accepted)) == "re-scored"
    site = build_site([accepted], dataset, tmp_path / "site").path
    assert read_shard(site, "site")["systems"][0]["verified"] is True
    assert main(["leaderboard", "add", *arguments]) == 2, "an earlier run is not replaced unasked"
    assert main(["leaderboard", "add", *arguments, "--replace"]) == 0


def test_checking_alone_writes_nothing(dataset: Path, run: Path, tmp_path: Path) -> None:
    pack_run(run, tmp_path / "good.zip")
    before = sorted(tmp_path.rglob("*"))
    assert main(["leaderboard", "add", str(tmp_path / "good.zip"), "--dataset", str(dataset), "--check"]) == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_scores_come_from_the_completions_and_not_from_the_archive(
    dataset: Path, members: Members, tmp_path: Path
) -> None:
    """A submitter states the reference as what was read, beside a completion that says something else."""
    references = {task.task_id: task.reference for task in open_dataset(dataset).tasks("test")}
    lines = [json.loads(line) for line in members["predictions.jsonl"].splitlines()]
    for line in lines:
        line |= {
            "completion": "nothing of the kind\n",
            "text": references[line["task_id"]],
            "finish_reason": "stop",
        }
    forged = members | {"predictions.jsonl": "".join(json.dumps(line) + "\n" for line in lines).encode()}
    verified = verify(write(tmp_path / "forged.zip", forged), open_dataset(dataset))
    assert verified.summary["metrics"]["em_layout"]["value"] == 0.0
    assert {prediction.text for prediction in verified.predictions} == {"nothing of the kind\n"}


def test_the_same_run_gives_the_same_archive(run: Path, tmp_path: Path) -> None:
    pack_run(run, tmp_path / "a.zip")
    pack_run(run, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_an_archive_holds_no_secret_path_or_host(dataset: Path, tmp_path: Path) -> None:
    def failing(task: Any, _: Any) -> Prediction:
        error = (
            "HTTP 500 from http://gpu7.corp.example:8000/v1 while reading /home/alice/models/x.bin at 10.0.0.7:80"
        )
        return Prediction(task.task_id, 0, "", None, "error", 0, 0, 0.1, error)

    options = {
        "api_key": "sk-abcdefghijklmnop1234",
        "base_url": "http://gpu7.corp.example:8000/v1",
        "model": "/home/alice/checkpoints/step-100",
        "max_tokens": 5,
        "apikey": "hunter2",
        "tokenizer": "bpe",
        "header": "Authorization: Bearer x",
    }
    run = make_run(
        tmp_path / "run", dataset, "x", failing, backend_options=options, notes=("see /srv/logs/run.txt",)
    )
    pack_run(run, tmp_path / "x.zip", allow_failed=True)
    with zipfile.ZipFile(tmp_path / "x.zip") as file:
        everything = b"\n".join(file.read(name) for name in file.namelist()).decode()
    for leak in ("sk-abc", "hunter2", "gpu7", "alice", "10.0.0.7", "Bearer", "/srv", "/home"):
        assert leak not in everything
    assert '"model": "step-100"' in everything
    assert '"max_tokens": 5' in everything
    assert '"tokenizer": "bpe"' in everything


def test_a_completion_with_a_secret_is_not_packed(dataset: Path, tmp_path: Path) -> None:
    def leaking(task: Any, _: Any) -> Prediction:
        return Prediction(task.task_id, 0, "key = 'ghp_" + "a" * 36 + "'\n", "", "stop", 0, 0, 0.1)

    run = make_run(tmp_path / "run", dataset, "x", leaking)
    with pytest.raises(SubmissionError, match="looks like a secret"):
        pack_run(run, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_machine_names_are_taken_out(run: Path) -> None:
    manifest = dataclasses.replace(open_run(run).manifest, notes=("ran on bighost for alice",))
    assert clean_manifest(manifest, ("bighost", "alice")).notes == ("ran on <host> for <host>",)
    assert clean_text("a/b is a ratio, and 3/4", ()) == "a/b is a ratio, and 3/4"


def test_an_unfinished_run_is_not_packed(run: Path, tmp_path: Path) -> None:
    lines = (run / "predictions.jsonl").read_text().splitlines(keepends=True)
    (run / "predictions.jsonl").write_text("".join(lines[:-2]))
    with pytest.raises(SubmissionError, match=r"has 10 of 12 predictions.*codeedit evaluate"):
        pack_run(run, tmp_path / "x.zip")


BAD_CONTENT: list[tuple[str, Callable[[Members], Members], str]] = [
    ("another data set", lambda m: with_manifest(m, dataset_hash="0" * 64), "this leaderboard is about"),
    ("schema", lambda m: with_manifest(m, schema_version=99), "schema version 99"),
    ("format", lambda m: m | {"submission.json": b'{"format": 7}'}, "states format 7"),
    ("no json", lambda m: m | {"manifest.json": b"{"}, "manifest.json is not valid JSON"),
    ("a list", lambda m: m | {"manifest.json": b"[]"}, "manifest.json is not a JSON object"),
    ("nested", lambda m: m | {"manifest.json": b"[" * 200_000}, "manifest.json is not valid JSON"),
    ("long number", lambda m: m | {"manifest.json": b"1" * 10_000}, "manifest.json is not valid JSON"),
    ("no utf-8", lambda m: m | {"manifest.json": b"\xff\xfe"}, "is not UTF-8"),
    ("unknown field", lambda m: with_manifest(m, exec="rm -rf"), "no field 'exec'"),
    ("wrong type", lambda m: with_manifest(m, n_samples="1"), "'n_samples' is str, not int"),
    ("a bool", lambda m: with_manifest(m, parameters=True), "'parameters' is bool"),
    ("prompt format", lambda m: with_manifest(m, prompt_format="os:system"), "prompt format 'os:system'"),
    ("samples", lambda m: with_manifest(m, n_samples=10**6), "1 to 256 are allowed"),
    ("long name", lambda m: with_manifest(m, system="x" * 5000), "5,000 characters"),
    ("no name", lambda m: with_manifest(m, system="  "), "The system has no name"),
    ("date", lambda m: with_manifest(m, training_cutoff="soon"), "not a day such as 2026-03-31"),
    ("nested option", lambda m: with_manifest(m, backend_options={"a": {"b": 1}}), "'backend_options'"),
    ("split", lambda m: with_manifest(m, split="elsewhere"), "this leaderboard is about 'test'"),
    ("fewer tasks", lambda m: with_manifest(m, n_tasks=3), "states 3 tasks; the split 'test' has 12"),
    ("unknown task", lambda m: with_line(m, 4, lambda r: r.update(task_id="f" * 20)), "line 5: the data set has"),
    ("unknown sample", lambda m: with_line(m, 4, lambda r: r.update(sample=1)), "with a sample 1"),
    ("not a number", lambda m: with_line(m, 2, lambda r: r.update(seconds=float("nan"))), "not 0 or a number"),
    ("missing field", lambda m: with_line(m, 2, lambda r: r.pop("completion")), "lacks its field 'completion'"),
    ("huge completion", lambda m: with_line(m, 2, lambda r: r.update(text="x" * 200_001)), "200,000 are"),
    ("finish reason", lambda m: with_line(m, 2, lambda r: r.update(finish_reason="eval")), "expected stop"),
    ("torn line", lambda m: m | {"predictions.jsonl": m["predictions.jsonl"] + b"{"}, "line 13 is not valid"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "words"), [case[1:] for case in BAD_CONTENT], ids=[case[0] for case in BAD_CONTENT]
)
def test_bad_content_is_refused_and_named(
    spoil: Callable[[Members], Members], words: str, dataset: Path, members: Members, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    archive = write(tmp_path / "bad.zip", spoil(members))
    arguments = [str(archive), "--dataset", str(dataset), "--to", str(tmp_path / "runs")]
    assert main(["leaderboard", "add", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_missing_and_repeated_tasks_are_counted_and_named(dataset: Path, members: Members, tmp_path: Path) -> None:
    lines = members["predictions.jsonl"].splitlines(keepends=True)
    fewer = members | {"predictions.jsonl": b"".join(lines[2:])}
    with pytest.raises(SubmissionError, match=r"lacks 2 of 12 predictions: [0-9a-f]{20} sample 0, "):
        verify(write(tmp_path / "fewer.zip", fewer), open_dataset(dataset))
    twice = members | {"predictions.jsonl": b"".join([*lines, lines[0]])}
    with pytest.raises(SubmissionError, match=r"line 13: .* a second time"):
        verify(write(tmp_path / "twice.zip", twice), open_dataset(dataset))


@pytest.mark.parametrize(
    "name", ["../escape.txt", "/etc/passwd", "a\\..\\..\\b", "run/manifest.json", "setup.py", "x/"]
)
def test_members_of_other_names_are_refused(name: str, dataset: Path, members: Members, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"leads outside|does not belong"):
        verify(write(tmp_path / "bad.zip", members | {name: b"x"}), open_dataset(dataset))
    assert not (tmp_path.parent / "escape.txt").exists()


def test_a_symbolic_link_is_refused(dataset: Path, members: Members, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("manifest.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
        file.writestr("submission.json", members["submission.json"])
        file.writestr("predictions.jsonl", members["predictions.jsonl"])
    with pytest.raises(SubmissionError, match="a symbolic link"):
        verify(tmp_path / "bad.zip", open_dataset(dataset))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_stands_twice_is_refused(dataset: Path, members: Members, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as file:
        for name in ("manifest.json", "manifest.json"):
            file.writestr(name, members["manifest.json"])
    with pytest.raises(SubmissionError, match=r"'manifest\.json' twice"):
        verify(tmp_path / "bad.zip", open_dataset(dataset))


def test_a_zip_bomb_is_refused_before_it_unpacks(dataset: Path, members: Members, tmp_path: Path) -> None:
    bomb = write(tmp_path / "bomb.zip", members | {"predictions.jsonl": b" " * (64 * 1024 * 1024)})
    with pytest.raises(SubmissionError, match="times its size"):
        verify(bomb, open_dataset(dataset))


def test_a_bomb_that_lies_about_its_size_is_refused(dataset: Path, members: Members, tmp_path: Path) -> None:
    """The directory states few bytes; the stream holds many. No more than stated is ever read."""
    good = write(tmp_path / "lying.zip", members | {"manifest.json": b" " * 500_000})
    content = bytearray(good.read_bytes())
    for place in range(len(content) - 4):
        if content[place : place + 4] == (500_000).to_bytes(4, "little"):
            content[place : place + 4] = (10).to_bytes(4, "little")
    good.write_bytes(bytes(content))
    with pytest.raises(SubmissionError, match=r"damaged|not valid JSON"):
        verify(good, open_dataset(dataset))


def test_an_endless_line_is_refused(
    dataset: Path, members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "LINE_LIMIT", 500)
    long = with_line(members, 0, lambda row: row.update(completion="x" * 1000))
    with pytest.raises(SubmissionError, match="line 1 is longer than 500 bytes"):
        verify(write(tmp_path / "long.zip", long), open_dataset(dataset))


def test_a_stream_that_cannot_be_unpacked_is_told(dataset: Path, members: Members, tmp_path: Path) -> None:
    """`zipfile` lets zlib's own error through; the fuzzing below found it."""
    content = bytearray(write(tmp_path / "torn.zip", members).read_bytes())
    start = 30 + len("submission.json")
    content[start : start + 20] = b"\xff" * 20
    (tmp_path / "torn.zip").write_bytes(bytes(content))
    with pytest.raises(SubmissionError, match=r"submission\.json in .* is damaged"):
        verify(tmp_path / "torn.zip", open_dataset(dataset))


def test_what_is_no_archive_is_told(dataset: Path, tmp_path: Path, members: Members) -> None:
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(SubmissionError, match="is not a zip archive"):
        verify(tmp_path / "text.zip", open_dataset(dataset))
    with pytest.raises(SubmissionError, match="is not a file"):
        verify(tmp_path, open_dataset(dataset))
    del members["predictions.jsonl"]
    with pytest.raises(SubmissionError, match=r"lacks predictions\.jsonl"):
        verify(write(tmp_path / "part.zip", members), open_dataset(dataset))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_archive_is_refused_or_read_right_but_never_crashes(
    data: st.DataObject, dataset: Path, members: Members, tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    content = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(content) // 2, len(content)))
    (tmp_path / "fuzz.zip").write_bytes(bytes(content[:cut]))
    try:
        verified = verify(tmp_path / "fuzz.zip", open_dataset(dataset))
    except SubmissionError:
        return
    assert len(verified.predictions) == 12


def test_serving_shows_the_site_and_nothing_beside_it(dataset: Path, run: Path, tmp_path: Path) -> None:
    site = build_site([run], dataset, tmp_path / "site").path
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    with make_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            with urllib.request.urlopen(f"{base}/") as answer:
                assert b"codeedit-bench" in answer.read()
            for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/link.txt", "/data/", "/none"):
                with pytest.raises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(base + path)
                assert refused.value.code == 404
                refused.value.close()
        finally:
            server.shutdown()
            thread.join()


def test_serving_what_is_no_site_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a site"):
        make_server(tmp_path, 0)
