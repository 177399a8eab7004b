"""A submission is accepted where the site can be built with it, beside the runs that stand there."""

from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path

import pytest

from codeedit_bench.api.board import check_submission, submit
from codeedit_bench.cli import main
from codeedit_bench.errors import SubmissionError
from codeedit_bench.tasks.dataset import open_dataset
from leaderboard.about import About, check_about, is_address
from leaderboard.serving import make_server
from leaderboard.submission.pack import pack_run
from leaderboard.submission.trial import try_site
from leaderboard.submission.verify import verify
from tests.leaderboard.archives import Members, with_manifest, write
from tests.leaderboard.conftest import read_shard
from tests.leaderboard.world import answers_with_skill, make_run


def test_evaluate_submit_add_build_and_serve_with_the_products_own_values(dataset: Path, tmp_path: Path) -> None:
    """The joint between five commands, crossed with what each of them writes."""
    run, archive, runs, site = (tmp_path / name for name in ("run", "run.zip", "runs", "site"))
    assert main(["evaluate", str(dataset), "--backend", "replay", "--system", "Ours 1B", "--out", str(run)]) == 0
    about = ["--organisation", "Lab", "--paper", "https://example.com/paper", "--submitter", "A. Person"]
    assert main(["submit", str(run), "--out", str(archive), *about]) == 0
    there = ["--dataset", str(dataset), "--to", str(runs)]
    assert main(["leaderboard", "add", str(archive), *there, "--check"]) == 0
    assert not runs.exists(), "checking writes nothing"
    assert main(["leaderboard", "add", str(archive), *there]) == 0
    added = [str(path) for path in runs.iterdir()]
    assert main(["leaderboard", "build", *added, "--dataset", str(dataset), "--out", str(site)]) == 0
    with make_server(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{server.server_address[1]}/data/systems/ours-1b.js"
            ) as got:
                served = got.read().decode("ascii")
        finally:
            server.shutdown()
            thread.join()
    name, shown = json.loads("[" + served.removeprefix("codeedit.register(").removesuffix(");\n") + "]")
    assert name == "systems/ours-1b"
    assert shown["origin"] == "re-scored"
    assert shown["about"] == {
        "organisation": "Lab",
        "submitter": "A. Person",
        "model_card": "",
        "paper": "https://example.com/paper",
    }


def test_a_newcomer_that_the_site_would_leave_out_is_refused(
    dataset: Path, run: Path, members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = verify(write(tmp_path / "a.zip", members), open_dataset(dataset))
    try_site(verified, open_dataset(dataset))
    try_site(verified, open_dataset(dataset), [run])
    other = make_run(tmp_path / "other", dataset, "GOOD 7b", answers_with_skill(0.1))
    with pytest.raises(SubmissionError, match="would leave this run out: The name 'Good 7B' looks like"):
        try_site(verified, open_dataset(dataset), [other])


def test_whatever_breaks_the_site_is_a_reason_to_refuse(
    dataset: Path, members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that cannot be drawn of some value, say: nobody foresaw it, and still the site stands."""
    verified = verify(write(tmp_path / "a.zip", members), open_dataset(dataset))

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("of something that only this run has")

    monkeypatch.setattr("leaderboard.build.write_pictures", breaks)
    with pytest.raises(SubmissionError, match="cannot be built with this run: ZeroDivisionError: of something"):
        try_site(verified, open_dataset(dataset))


def test_a_run_of_the_keepers_and_a_rescored_one_carry_different_marks(
    dataset: Path, run: Path, members: Members, tmp_path: Path
) -> None:
    archive = write(tmp_path / "a.zip", with_manifest(members, system="Other"))
    assert (
        main(["leaderboard", "add", str(archive), "--dataset", str(dataset), "--to", str(tmp_path / "runs")]) == 0
    )
    both = [str(run), str(tmp_path / "runs/other")]
    assert main(["leaderboard", "build", *both, "--dataset", str(dataset), "--out", str(tmp_path / "site")]) == 0
    marks = {system["name"]: system["origin"] for system in read_shard(tmp_path / "site", "site")["systems"]}
    assert marks == {"Good 7B": "keepers", "Other": "re-scored"}


@pytest.mark.parametrize(
    "about",
    [
        About(organisation="x" * 201),
        About(submitter="a\u202eb"),
        About(submitter="a\x1b[2J"),
        About(organisation=" a"),
        About(paper="javascript:alert(1)"),
        About(paper="http://example.com"),
        About(model_card="https://user@example.com/x"),
        About(model_card='https://example.com/"><script>'),
        About(model_card="https://example.com/a b"),
    ],
)
def test_what_makers_say_is_plain_or_refused_on_both_sides(
    about: About, dataset: Path, run: Path, members: Members, tmp_path: Path
) -> None:
    with pytest.raises(SubmissionError):
        check_about(about)
    with pytest.raises(SubmissionError):
        submit(run, out=tmp_path / "a.zip", about=about)
    note = json.loads(members["submission.json"])
    stated = {name: getattr(about, name) for name in About.__slots__}
    spoilt = members | {"submission.json": json.dumps(note | {"about": stated}).encode()}
    with pytest.raises(SubmissionError):
        check_submission(write(tmp_path / "b.zip", spoilt), dataset)


def test_addresses_of_model_cards_and_papers_are_taken() -> None:
    assert is_address("https://huggingface.co/org/model-7b")
    assert is_address("https://arxiv.org/abs/2601.00001?format=pdf")
    assert not is_address("https://localhost/x")


def test_what_lies_in_the_runs_folder_is_packed_too(run: Path, tmp_path: Path, dataset: Path) -> None:
    (run / "about.json").write_text('{"organisation": "Lab"}')
    pack_run(run, tmp_path / "a.zip")
    assert verify(tmp_path / "a.zip", open_dataset(dataset)).about == About(organisation="Lab")
