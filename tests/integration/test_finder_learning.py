"""A force's own model from its installation: logs, crimes, what readers found and what people answered."""

import json

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.commands import files
from onrecord.screening.fates.actions import reject, reopen
from onrecord.screening.scoring.learning import examples_here, said_of_logs
from tests.integration.test_fates_right import PUNCHED, accepted, audited, fcr, listed  # noqa: F401
from tests.integration.test_screening_actions import log as imported_log

pytestmark = pytest.mark.django_db


def by_text():
    return {one.text: one for one in examples_here()}


def test_what_people_said_is_learnt_and_what_nobody_read_is_only_recorded(fcr):  # noqa: F811
    rejected = listed(PUNCHED)
    reject(log=rejected, by=fcr, offence="Assault", reason="contrary", words="x")
    listed("Lost dog on the green")
    found = by_text()
    assert (found[PUNCHED].crime, found[PUNCHED].read) == (False, False)
    assert found["Lost dog on the green"].read is None
    reopen(log=rejected, by=fcr, offence="Assault", words="after all")
    assert by_text()[PUNCHED].read is None


def test_an_accepted_suggestion_is_a_crime_that_somebody_found(fcr):  # noqa: F811
    log, _ = accepted(fcr)
    assert said_of_logs() == {log.pk: True}
    one = by_text()[PUNCHED]
    assert (one.crime, one.read) == (True, True)


def test_the_final_word_of_a_finished_audit_comes_before_an_answer(fcr):  # noqa: F811
    _, items = audited(fcr, [(PUNCHED, 1, 0), ("Lost dog", 0, 0), ("He slapped her hard.", 0, 0)])
    log = next(item.log for item in items if item.log.text == PUNCHED)
    reject(log=log, by=fcr, offence="Assault", reason="contrary", words="x")
    assert {text: one.read for text, one in by_text().items()} == {
        PUNCHED: True,
        "Lost dog": False,
        "He slapped her hard.": False,
    }


def test_an_audit_that_is_not_read_to_its_end_teaches_nothing(fcr):  # noqa: F811
    audit, _ = audited(fcr, [(PUNCHED, 1, 0), ("Lost dog", 0, 0)])
    audit.items.last().readings.update(current=False)
    assert said_of_logs() == {}


ODD = "cyclist leant on the bell outside the library and smiled"


@pytest.mark.parametrize("answers", [0, 12])
def test_the_command_reads_the_installation_and_answers_weigh_most(
    answers,
    fcr,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    monkeypatch.setattr(files, "need_installation", lambda: None)
    for number in range(110):
        log = imported_log(f"male took the phone from her hand at the bus stop and ran {number}")
        log.link_state = "linked"
        log.save()
        imported_log(f"noise complaint at the flat, music turned down when asked {number}")
    odd = [imported_log(ODD) for _ in range(12)]
    monkeypatch.setattr(
        "onrecord.screening.scoring.learning.said_of_logs",
        lambda: {log.pk: True for log in odd[:answers]},
    )
    out = tmp_path / "finder.json"
    found = CliRunner().invoke(app, ["train-finder", "--out", str(out)])
    assert found.exit_code == 0, found.output
    about = json.loads(out.read_text(encoding="utf-8"))["about"]
    assert about["read"] == answers
    from onrecord.screening.finder.linear import load_model

    assert (load_model(out).score(ODD) > 0) is bool(answers)


def test_files_go_together():
    found = CliRunner().invoke(app, ["train-finder", "--logs", __file__])
    assert found.exit_code == 2
    assert "go together" in found.stderr
