"""One stranger's run never hurts the others: names, addresses, curves, numbers, splits and folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codeedit_bench.cli import main
from codeedit_bench.errors import SubmissionError
from leaderboard.names import check_name, check_stranger, skeleton
from leaderboard.reading import VERIFICATION
from tests.leaderboard.archives import Members, with_line, with_manifest, write
from tests.leaderboard.conftest import read_shard


@pytest.mark.parametrize(
    "name", ["", "  ", " a", "a ", "a  b", "a\tb", "a\u200bb", "replay\u3164", "a\ufe0f", "x" * 101]
)
def test_a_name_that_the_eye_cannot_tell_from_another_is_refused(name: str) -> None:
    with pytest.raises(SubmissionError):
        check_name(name)


@pytest.mark.parametrize("name", ["Qwen2.5-Coder 7B (chat)", "模型", "Modèle №3", "🚀 fast"])
def test_plain_names_of_any_script_are_taken(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "other", ["Replay", "rе\u0440lay", "ｒｅｐｌａｙ", "re play", "réplay", "rep1ay", "repIay", "rep|ay"]
)
def test_look_alikes_are_refused(other: str) -> None:
    assert skeleton(other) == skeleton("replay")
    with pytest.raises(SubmissionError, match="looks like 'replay'"):
        check_stranger(other, ["replay"])
    check_stranger("replay", ["replay", "other"])


@pytest.mark.parametrize(
    ("name", "other"),
    [("Gernini Pro", "Gemini Pro"), ("Qvven 7B", "Qwen 7B"), ("Model l0B", "Model 10B"), ("Ilama", "llama")],
)
def test_latin_letters_that_look_alike_are_refused(name: str, other: str) -> None:
    with pytest.raises(SubmissionError, match="looks like"):
        check_stranger(name, [other])


@pytest.mark.parametrize("name", ["Qwen 7B", "Qwen2 7B", "Qwen 72B", "Qwen-7B v2", "Quen 7B"])
def test_versions_and_sizes_of_one_family_are_told_apart(name: str) -> None:
    check_stranger(name, ["Qwen 7B", "Llama 7B", "Qwen 1.5B"])


def added(archive: Path, dataset: Path, runs: Path) -> int:
    return main(["leaderboard", "add", str(archive), "--dataset", str(dataset), "--to", str(runs)])


def test_a_newcomer_cannot_take_the_look_or_the_address_of_another(
    dataset: Path, members: Members, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = tmp_path / "runs"
    assert added(write(tmp_path / "a.zip", members), dataset, runs) == 0
    assert added(write(tmp_path / "b.zip", with_manifest(members, system="good 7b")), dataset, runs) == 2
    assert "looks like 'Good 7B', which is taken" in capsys.readouterr().err
    assert added(write(tmp_path / "c.zip", with_manifest(members, system="Good/7B")), dataset, runs) == 2
    assert "belongs to the system 'Good 7B'" in capsys.readouterr().err
    assert [path.name for path in runs.iterdir()] == ["good-7b"]


def test_a_strangers_look_alike_is_left_out_of_the_site_and_the_page_says_so(
    dataset: Path, run: Path, members: Members, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        added(write(tmp_path / "b.zip", with_manifest(members, system="GOOD 7B")), dataset, tmp_path / "runs") == 0
    )
    call = ["leaderboard", "build", str(run), str(tmp_path / "runs/good-7b"), "--dataset", str(dataset)]
    assert main([*call, "--out", str(tmp_path / "site")]) == 0
    assert "good-7b is left out: The name 'GOOD 7B' looks like 'Good 7B'" in capsys.readouterr().err
    site = read_shard(tmp_path / "site", "site")
    assert [system["slug"] for system in site["systems"]] == ["good-7b"]
    assert list(site["left_out"]) == ["good-7b"]


def test_a_strangers_damaged_run_is_left_out_and_the_keepers_own_stops_the_build(
    dataset: Path, run: Path, members: Members, tmp_path: Path
) -> None:
    assert (
        added(write(tmp_path / "b.zip", with_manifest(members, system="Other")), dataset, tmp_path / "runs") == 0
    )
    other = tmp_path / "runs/other"
    (other / "scores.parquet").write_bytes(b"no parquet")
    call = [
        "leaderboard",
        "build",
        str(run),
        str(other),
        "--dataset",
        str(dataset),
        "--out",
        str(tmp_path / "site"),
    ]
    assert main(call) == 0
    assert list(read_shard(tmp_path / "site", "site")["left_out"]) == ["other"]
    (other / VERIFICATION).unlink()
    assert main([*call, "--replace"]) == 2


def test_nothing_that_a_submission_names_is_read_here(
    dataset: Path, members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's model is called like a folder of the keeper's that holds a training's log."""
    (tmp_path / "secret").mkdir()
    steps = [{"step": step, "reward": step / 10} for step in range(5)]
    (tmp_path / "secret/log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in steps))
    monkeypatch.chdir(tmp_path)
    spoilt = with_manifest(members, backend_options={"model": "secret"})
    assert added(write(tmp_path / "a.zip", spoilt), dataset, tmp_path / "runs") == 0
    call = ["leaderboard", "build", str(tmp_path / "runs/good-7b"), "--dataset", str(dataset)]
    assert main([*call, "--out", str(tmp_path / "site")]) == 0
    assert read_shard(tmp_path / "site", "systems/good-7b")["training"] is None


@pytest.mark.parametrize(
    "change",
    [
        lambda m: with_line(m, 0, lambda row: row.update(seconds=5e-324)),
        lambda m: with_line(m, 0, lambda row: row.update(seconds=1e300)),
        lambda m: with_manifest(m, created="9999-99-99"),
        lambda m: with_manifest(m, training_cutoff="2026-02-30"),
        lambda m: with_manifest(m, split="train"),
        lambda m: with_manifest(m, system="\x1b[2Jevil"),
    ],
    ids=["tiny latency", "huge latency", "date that is none", "day that is none", "another split", "escape"],
)
def test_numbers_dates_and_names_beyond_sense_are_refused(
    change: Callable[[Members], Members],
    dataset: Path,
    members: Members,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert added(write(tmp_path / "a.zip", change(members)), dataset, tmp_path / "runs") == 2
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


@pytest.mark.parametrize("options", [{"model": "😀" * 200}, {"model": "../" * 60}, {"model": "nul\x00byte"}])
def test_no_text_of_a_submission_becomes_a_path(
    options: dict[str, Any], dataset: Path, members: Members, tmp_path: Path
) -> None:
    spoilt = with_manifest(members, backend_options=options)
    if added(write(tmp_path / "a.zip", spoilt), dataset, tmp_path / "runs"):
        return  # refused when it came
    call = ["leaderboard", "build", str(tmp_path / "runs/good-7b"), "--dataset", str(dataset)]
    assert main([*call, "--out", str(tmp_path / "site")]) == 0


def test_replace_removes_only_folders_that_carry_our_mark(
    dataset: Path, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.txt").write_text("precious")
    call = ["leaderboard", "build", str(run), "--dataset", str(dataset), "--replace", "--out"]
    assert main([*call, str(thesis)]) == 2
    assert "was not made by this command and is not replaced" in capsys.readouterr().err
    assert (thesis / "chapter.txt").read_text() == "precious"
    assert main([*call, str(tmp_path / "site")]) == 0
    assert main([*call, str(tmp_path / "site")]) == 0
