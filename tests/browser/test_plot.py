"""The interval plot in a real browser with the machine's own letters: no word on top of another, and not as wide as a wall."""

import pytest

from onrecord.audit.estimate.plot import PlotRow, interval_plot
from tests.browser.conftest import REPOSITORY

pytestmark = pytest.mark.browser

ROWS = [
    PlotRow("All crime", 0.891, 0.845, 0.925, 228),
    PlotRow("Violence against the person", 1.0, 0.851, 1.0, 12),
    PlotRow("Sexual offences", 0.892, 0.208, 0.996, 11),
    PlotRow("All other crime", 0.949, 0.897, 0.975, 150),
]
OVERLAPS = """() => {
  const places = [...document.querySelectorAll('.interval-plot text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const found = [];
  places.forEach(([a, p], i) => places.slice(i + 1).forEach(([b, q]) => {
    if (p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom) found.push(a + ' / ' + b);
  }));
  return [places.length, found];
}"""


STYLES = {
    "report": "check/templates/check/report.css",
    "page": "web/static/onrecord.css",
}


@pytest.mark.one_store
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("where", STYLES)
def test_words_of_the_plot_stand_apart(page, where, width):
    rules = (REPOSITORY / "onrecord" / STYLES[where]).read_text()
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(
        f"<style>{rules}</style><main><figure class='plot'>{interval_plot(ROWS)}</figure></main>"
    )
    count, overlaps = page.evaluate(OVERLAPS)
    assert count > 10
    assert overlaps == []
    drawn = page.locator(".interval-plot").bounding_box()
    assert drawn is not None
    assert drawn["width"] <= 600
