"""The interval plot: well-formed, readable without colour or sight, nothing a strict content policy refuses."""

import re

import pytest
from defusedxml import ElementTree

from onrecord.audit.estimate.plot import PlotRow, Published, figure, interval_plot, text_alternative

ROWS = [
    PlotRow("All crime", 0.855, 0.829, 0.878, 231, published=Published("Inspection 2018", 0.782, 0.0287)),
    PlotRow("Violence <against> the person", 0.782, 0.71, 0.84, 90),
    PlotRow("Sexual offences", None, None, None, 0, reason="None of the logs read discloses such a crime."),
]  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def tree(rows=ROWS, **options):
    return ElementTree.fromstring(interval_plot(rows, **options))


def test_title_and_description_are_there_and_named():
    root = tree(plot_id="audit-3")
    assert root.get("role") == "img"
    ids = {node.get("id"): node for node in root.iter() if node.get("id")}
    assert root.get("aria-labelledby").split() == ["audit-3-title", "audit-3-words"] == list(ids)
    words = ids["audit-3-words"].text
    assert "All crime: 85.5 % (82.9 to 87.8), from 231 crimes found." in words
    assert "Inspection 2018: 78.2 % +/- 2.87." in words
    assert "Sexual offences: no rate. None of the logs read discloses such a crime." in words
    assert words == text_alternative(ROWS)


def test_nothing_that_a_strict_policy_refuses():
    text = interval_plot(ROWS)
    assert "style" not in text
    assert "<script" not in text
    assert "href" not in text
    assert not re.search(r"\son\w+=", text)
    # All ink is the colour of the page's text: nothing depends on telling colours apart.
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', text)) <= {"currentColor", "none"}


def test_names_from_outside_are_only_text():
    rows = [PlotRow('<script>alert(1)</script>"&', 0.5, 0.4, 0.6, 3)]
    root = tree(rows)
    assert not list(root.iter(f"{SVG}script"))
    assert any(node.text == '<script>alert(1)</script>"&' for node in root.iter(f"{SVG}text"))


def test_everything_drawn_lies_inside_the_picture_and_bars_meet_their_figures():
    root = tree()
    width, height = map(float, root.get("viewBox").split()[2:])
    for node in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(node.get(name, 0)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(node.get(name, 0)) <= height
    dots = [
        float(node.get("cx")) for node in root.iter(f"{SVG}circle") if float(node.get("cx")) > 10
    ]
    bars = [
        sorted((float(n.get("x1")), float(n.get("x2"))))
        for n in root.iter(f"{SVG}line")
        if n.get("stroke-width") == "3" and n.get("y1") == n.get("y2")
    ]
    assert len(dots) == len(bars) == 2
    assert all(low < dot < high for dot, (low, high) in zip(dots, bars, strict=True))
    # 85.5 % lies to the right of 78.2 %.
    assert dots[0] > dots[1]


def test_letters_are_large_enough_on_a_telephone():
    root = tree()
    assert float(root.get("viewBox").split()[2]) <= 360
    assert all(float(node.get("font-size")) >= 12 for node in root.iter(f"{SVG}text"))


def test_labels_and_figures_of_a_row_have_room_beside_each_other():
    """At 12 units a letter is about 6.5 wide; tests/browser/test_plot.py measures real ones."""
    for row in ROWS[:2]:
        assert 6.6 * (len(row.label.replace("<", "").replace(">", "")) + len(figure(row))) < 340


def test_the_published_figure_is_told_from_ours_by_shape():
    root = tree()
    diamonds = list(root.iter(f"{SVG}polygon"))
    assert len(diamonds) == 2  # one in the row, one in the key
    assert all(node.get("fill") == "none" for node in diamonds)
    assert any(node.get("stroke-dasharray") for node in root.iter(f"{SVG}line"))
    words = [node.text for node in root.iter(f"{SVG}text")]
    assert "Inspection 2018" in words
    assert "this audit" in words
    assert "this audit" not in [n.text for n in tree(ROWS[1:]).iter(f"{SVG}text")]


@pytest.mark.parametrize("low", [0.0, 0.001, 0.2999999, 0.3, 0.65, 0.7, 0.9, 0.99, 1.0])
def test_the_axis_begins_at_or_below_everything_shown(low):
    row = PlotRow("x", (low + 1) / 2, low, 1.0, 5)
    ticks = [n.text for n in tree([row]).iter(f"{SVG}text") if re.fullmatch(r"\d+ %", n.text)]
    numbers = [int(t.split()[0]) for t in ticks]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 100
    assert numbers[0] <= 100 * low or numbers[0] == 90
    assert 2 <= len(numbers) <= 8


def test_a_plot_without_any_rate_is_still_a_plot():
    root = tree([ROWS[2]])
    assert any("None of the logs read" in (n.text or "") for n in root.iter(f"{SVG}text"))
    assert tree([]) is not None


@pytest.mark.parametrize("plot_id", ["", "1a", 'a"b', "a b"])
def test_an_id_that_is_none_is_refused(plot_id):
    with pytest.raises(ValueError, match="id of an element"):
        interval_plot(ROWS, plot_id=plot_id)
