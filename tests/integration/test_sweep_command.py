"""`onrecord sweep`: a day, the whole archive, and the force's own model taken into use."""

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.commands import timed
from onrecord.contact.models import Log
from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.models import LogScore, OwnModel, Scorer
from onrecord.screening.scoring.scorers import adopt_model, present, standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    monkeypatch.setattr(timed, "need_installation", lambda: None)
    monkeypatch.setattr(timed.os, "cpu_count", lambda: 1)


def log(number: int) -> Log:
    return Log.objects.create(
        system="north", ref=f"L{number}", ref_key=f"L{number}", received_at=datetime(2026, 3, 1, tzinfo=UTC),
        closed_at=datetime(2026, 3, 2, 9, tzinfo=UTC), text="He punched her in the face", entry_seq=0,
    )  # fmt: skip


def sweep(*words):
    return CliRunner().invoke(app, ["sweep", *words])


def test_a_day():
    log(1)
    found = sweep("--day", "2026-03-02")
    assert found.output.strip() == "02/03/2026: 1 logs closed, 1 of them suspects"


def test_the_whole_archive_and_a_model_of_the_force(tmp_path):
    log(1), log(2)
    found = sweep("--all")
    assert found.exit_code == 0, found.output
    assert "2 of them are suspects" in found.output
    assert standing().current
    model = LinearModel({"punched": -9.0}, 0.0, {"logs": 400})
    model.save(tmp_path / "finder.json")
    before = LogScore.objects.first().score
    found = sweep("--all", "--model", str(tmp_path / "finder.json"), "--by", "anna")
    assert found.exit_code == 0, found.output
    assert OwnModel.objects.get().adopted_by == "anna"
    assert LogScore.objects.first().score < before
    assert sweep("--all", "--no-model").exit_code == 0
    assert LogScore.objects.first().score == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--model", "x.json"), "go with --all"),
        (("--all", "--model", "x.json", "--no-model"), "either --model or --no-model"),
        (("--all", "--day", "2026-03-02"), "either --day or --all"),
        (("--all", "--model", "x.json"), "x.json"),
    ],
)
def test_what_does_not_go_together(words, told):
    found = sweep(*words)
    assert found.exit_code == 2
    assert told in found.stderr
    assert not OwnModel.objects.exists()


def test_a_row_number_that_comes_again_brings_its_own_model():
    """As after a backup was put back: number 1 was another model when this process last read it."""
    words = {}
    for word in ("punched", "kicked"):
        adopt_model(model=LinearModel({word: -9.0}, 0.0, {"logs": 400}), by="anna")
        OwnModel.objects.update(id=1)
        _, finder = present()
        words[word] = finder.force.weights
        Scorer.objects.all().delete()
        OwnModel.objects.all().delete()
    assert words == {"punched": {"punched": -9.0}, "kicked": {"kicked": -9.0}}
