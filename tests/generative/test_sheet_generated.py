"""Any answers, written on a sheet by hand or by the product, come back as they were; any nonsense is refused in words."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.audit.actions import read_sheet_in
from onrecord.audit.models import Reading
from onrecord.audit.reading.answers import COUNT_FIELDS, AnswerError, Answers, read_answers
from onrecord.audit.sheet.out import COLUMNS, write_sheet
from tests.audit_world import make_audit, make_logs

counts = st.integers(0, 99).flatmap(
    lambda should: st.tuples(st.just(should), st.integers(0, should))
)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)


@st.composite
def answers(draw):
    if draw(st.integers(0, 5)) == 0:
        return Answers(undecidable=True, comment=draw(words))
    pairs = [draw(counts) for _ in range(3)]
    names = iter(COUNT_FIELDS)
    return Answers(**{next(names): n for pair in pairs for n in pair}, comment=draw(words))


@given(answers())
def test_answers_survive_being_written_down(given_answers):
    cells = {name: str(number) for name, number in given_answers.counts().items()}
    if given_answers.undecidable:
        cells = {"undecidable": "yes"}
    assert read_answers({**cells, "comment": given_answers.comment}) == given_answers


@given(
    st.dictionaries(st.sampled_from([*COUNT_FIELDS, "undecidable", "comment"]), st.text(max_size=8))
)
def test_nonsense_is_refused_and_never_breaks(cells):
    problems = []
    found = None
    try:
        found = read_answers(cells)
    except AnswerError as error:
        problems = error.problems
    assert all(p.problem and p.what_to_do for p in problems)
    assert found is None or found.check() == found


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.none() | answers(), min_size=20, max_size=20), st.randoms(use_true_random=False))
def test_a_sheet_in_any_order_gives_the_readings_that_were_meant(tmp_path, world, meant, shuffler):
    audit, blank = world
    Reading.objects.all().delete()
    rows = [dict(row) for row in blank]
    for row, answer in zip(rows, meant, strict=True):
        if answer is not None:
            row["undecidable"] = "yes" if answer.undecidable else ""
            row["comment"] = answer.comment
            if not answer.undecidable:
                row.update({name: str(number) for name, number in answer.counts().items()})
    shuffler.shuffle(rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / "read.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    result = read_sheet_in(audit=audit, path=tmp_path / "read.csv", by="x")
    assert result.problems == []
    assert result.taken == sum(answer is not None for answer in meant)
    kept = {r.item.position: r for r in Reading.objects.select_related("item")}
    for position, answer in enumerate(meant, start=1):
        if answer is None:
            assert position not in kept
        else:
            reading = kept[position]
            assert reading.undecidable == answer.undecidable
            assert {n: getattr(reading, n) for n in COUNT_FIELDS} == answer.counts()
            assert reading.comment == answer.comment.strip()
    # Written out with the answers and read in again, nothing changes.
    (tmp_path / "again.csv").unlink(missing_ok=True)
    write_sheet(audit, tmp_path / "again.csv", filled=True)
    again = read_sheet_in(audit=audit, path=tmp_path / "again.csv", by="x")
    assert (again.taken, again.unchanged, again.problems) == (0, result.taken, [])


@pytest.fixture
def world(tmp_path):
    make_logs([("A", 30, 10)])
    audit = make_audit(sample_size=20)
    write_sheet(audit, tmp_path / "blank.csv")
    text = (tmp_path / "blank.csv").read_text(encoding="utf-8-sig")
    return audit, list(csv.DictReader(io.StringIO(text, newline="")))
