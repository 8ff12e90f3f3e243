"""The sum that a report is asked for amid a flood: the page's script finds what the server takes, and the form waits for it."""

from pathlib import Path

import pytest

import onrecord.reporting
from onrecord.reporting.guard import sums

pytestmark = [pytest.mark.browser, pytest.mark.one_store]
SCRIPT = Path(onrecord.reporting.__file__).parent / "static/reporting/sum.js"
FORM = """<form action="data:text/html,sent" method="get"><input name="guard_sum" data-asked="{asked}" data-bits="{bits}"
data-wait="One moment"><button name="send" value="yes">Send</button></form>"""


@pytest.fixture
def window(chromium):
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("bits", [10, 16])
def test_the_script_finds_what_the_server_takes(window, bits):
    asked = sums.set_sum("draft-1", bits)
    window.set_content(FORM.format(asked=asked, bits=bits))
    window.add_script_tag(path=SCRIPT)
    window.wait_for_function("document.querySelector('input').value", timeout=60_000)
    answer = window.locator("input").input_value()
    assert sums.solves(answer, origin="draft-1", least=bits, hours=1)


def test_its_hashes_are_those_of_everybody_else(window):
    window.set_content("<p>nothing is asked here</p>")
    window.add_script_tag(path=SCRIPT)
    texts = ["", "a", "x" * 55, "x" * 56, "x" * 63, "x" * 64, "x" * 119, "x" * 120, "é" * 99]
    found = window.evaluate(
        "texts => texts.map(each => zeros(new TextEncoder().encode(each + ' 7')))", texts
    )
    assert found == [sums.zeros(each, "7") for each in texts]
    many = [f"text {number}" for number in range(3000)]
    found = window.evaluate(
        "texts => texts.map(each => zeros(new TextEncoder().encode(each + ' 7')))", many
    )
    assert found == [sums.zeros(each, "7") for each in many]
    assert max(found) >= 8


def test_whoever_is_quicker_than_the_sum_is_told_to_wait_and_it_is_sent_then(window):
    # More than a browser does before it hears the click.
    asked, number = next(
        (asked, number)
        for asked in (sums.set_sum(f"draft-{which}", 16) for which in range(1000))
        if int(number := sums.solve(asked, 16).rpartition(" ")[2]) > 80_000
    )
    window.set_content(FORM.format(asked=asked, bits=16))
    window.add_script_tag(path=SCRIPT)
    sent = window.evaluate(
        """() => new Promise(done => {
            document.forms[0].addEventListener('submit', event => {
                if (!event.defaultPrevented) {
                    event.preventDefault();
                    done([document.querySelector('input').value, event.submitter.value]);
                }
            });
            document.querySelector('button').click();
        })"""
    )
    assert sent == [f"{asked} {number}", "yes"]
    assert window.get_by_role("status").text_content() == "One moment"
