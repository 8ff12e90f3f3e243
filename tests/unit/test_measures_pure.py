"""The table of measures, the rule of what an entry says, and the drawing: no database."""

import re
from datetime import date

import pytest

from onrecord.measures import months
from onrecord.measures.by_month.chart import in_words, run_chart_svg
from onrecord.measures.counting.count import QUERIES, present_seal
from onrecord.measures.counting.meaning import Entry, is_supervisor, meaningful, own_words
from onrecord.measures.registry import BREAKDOWNS, MeasureError, every_version, measure
from onrecord.statistics.run_chart import p_chart, with_open, xmr_chart

pytestmark = pytest.mark.one_store


@pytest.mark.parametrize("one", every_version(), ids=lambda one: f"{one.id}-{one.version}")
def test_every_measure_is_complete_and_sealed(one):
    assert one.query in QUERIES
    assert set(one.by) <= set(BREAKDOWNS)
    assert one.unit in ("log", "crime")
    assert one.shape in ("share", "hours")
    for words in (one.name, one.counted, one.met, one.placed, one.unsaid, one.owner, one.source):
        assert words.strip()
    # Wording or code of a measure were changed under its old version. If figures change by it, write a new version with the
    # month from which it holds, and keep the old query; then write this seal into measures.toml.
    assert one.seal == present_seal(one)


def test_the_version_of_a_month_is_the_one_that_held_then():
    assert measure("within-24").version == measure("within-24", date(2026, 1, 1)).version
    with pytest.raises(MeasureError, match="no measure 'nothing'"):
        measure("nothing")


def test_months():
    assert months.after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert months.after(date(2026, 11, 1), 14) == date(2028, 1, 1)
    assert len(months.between(date(2025, 3, 15), date(2026, 3, 1))) == 13
    assert months.read("2026-03") == date(2026, 3, 1)


@pytest.mark.parametrize("role", ["Supervisor", "supervisor", "Duty Inspector", "Police Sergeant", "Sgt", "Force crime registrar"])  # fmt: skip
def test_roles_of_supervisors(role):
    assert is_supervisor(role)


@pytest.mark.parametrize("role", ["", "Officer", "call handler", "Call-taker", "dispatcher", "closing", "Auditor"])  # fmt: skip
def test_roles_of_others(role):
    assert not is_supervisor(role)


def test_what_counts_as_meaningful():
    own = "Ring the victim again before this closes tonight"
    said = [
        Entry(1, own),
        Entry(2, "Reviewed. Content. No change. Noted. Log reviewed by supervisor."),
        Entry(3, "Please see 4821 and 77/26, 100, 200"),
        *[Entry(k, f"All lines of enquiry are complete here, ref {k}.") for k in (4, 5, 6)],
        Entry(7, "Reviewed. Agreed. " + own.upper() + "!"),
        Entry(8, "The neighbour has not been asked what he saw", in_time=False),
        Entry(9, "Взять запись с камеры над дверью сегодня же вечером"),
        Entry(10, ""),
    ]
    # The same sentence on two records may be chance; on three it is a copied one, whatever stands beside it.
    assert meaningful(said) == {1, 7, 9}
    assert meaningful([*said, Entry(11, own, in_time=False)]) == {9}
    # Three times in one record is one record.
    assert meaningful([Entry(1, own)] * 3) == {1}


def test_own_words_are_those_of_the_writer():
    assert own_words("crime", "Crime recorded.", None) is None
    assert own_words("grade", "Call grade 1, was 2. A child", {"why": "A child"}) == "A child"
    assert own_words("decision", "Decision reviewed: agreed. Well put.", {"review": "agreed"}) == "Well put."  # fmt: skip
    assert own_words("decision", "The registrar gave the decision back to olu: Ask her.", {"state": "open"}) == "Ask her."  # fmt: skip
    assert own_words("escalation", "imported line", None) == "imported line"


def chart(n=14):
    hits = [40 + k % 3 for k in range(n - 1)] + [90]
    return p_chart([f"M{k}" for k in range(n)], hits, [100] * n, baseline=n - 1)


def test_the_chart_says_in_words_what_it_draws_and_has_no_style_or_script():
    drawn = run_chart_svg(chart(), share=True, title="A & B")
    assert "A &amp; B" in drawn
    assert not re.search(r"style=|<script|on\w+=", drawn)
    assert "above the upper limit" in in_words(chart(), share=True)
    assert drawn.count("<circle") == 13
    assert drawn.count("<rect") == 1
    places = [float(x) for x in re.findall(r'(?:cx|x1|x2|x)="([-\d.]+)"', drawn)]
    assert min(places) >= 0
    assert max(places) <= 340
    with pytest.raises(ValueError, match="can't be the id"):
        run_chart_svg(chart(), share=True, title="", chart_id="a b")


@pytest.mark.parametrize("n", range(2, 38))
def test_no_two_months_are_written_over_one_another(n):
    drawn = run_chart_svg(p_chart(["Nov 2026"] * n, [5] * n, [9] * n), share=True, title="t")
    named = re.findall(
        r'<text x="([\d.]+)" y="[\d.]+" font-size="12" text-anchor="(\w+)">Nov', drawn
    )
    # As wide as the widest of the fonts that stand in for the system's.
    wide, ends = 62, []
    for x, anchor in named:
        begins = float(x) - (wide if anchor == "end" else wide / 2)
        assert not ends or begins > ends[-1], (n, named)
        ends.append(begins + wide)
    assert len(named) >= 2


def test_a_month_that_is_not_over_stands_apart():
    """No line falls off a cliff to it, it is no signal, and centre and limits are those of the months before."""
    settled = p_chart([f"M{k}" for k in range(9)], [80 + k % 2 for k in range(9)], [100] * 9)
    both = with_open(settled, ["now"], [0.01], [100])
    assert (both.centre, both.signals, both.points[:9]) == (settled.centre, [], settled.points)
    drawn = run_chart_svg(both, share=True, title="t")
    assert "not over yet" in drawn
    (line,) = re.findall(r'polyline points="([^"]*)"', drawn)
    assert len(line.split()) == 9
    assert "The last is 80.0 %." in in_words(both, share=True)
    assert "now is not over yet: 1.0 % so far." in in_words(both, share=True)


@pytest.mark.parametrize("values", [[], [None] * 12, [3.0], [0.0] * 12, [2.5] * 12, [1e6, 1.0] * 6])
def test_the_chart_draws_whatever_there_is(values):
    drawn = run_chart_svg(xmr_chart([str(k) for k in range(len(values))], values), share=False, title="t")  # fmt: skip
    assert "NaN" not in drawn
    assert "inf" not in drawn.lower().replace("information", "")
    everything = p_chart(["x"] * len(values), [5 for _ in values], [5 for _ in values])
    assert "105 %" not in run_chart_svg(everything, share=True, title="t")
