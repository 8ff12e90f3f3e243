"""The rules of accessibility that a machine can check."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def violations(page: Page, tags: Sequence[str] = TAGS) -> str:
    """What axe finds wrong with everything on the page, unfolded; empty if it finds nothing. Without `tags`: by every rule."""
    page.evaluate(
        "document.querySelectorAll('main details').forEach(element => { element.open = true })"
    )
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    # Every rule that is asked for runs; what passed is half of the work to describe, and nobody reads it.
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if tags:
        options["runOnly"] = {"type": "tag", "values": list(tags)}
    found = page.evaluate("options => axe.run(options).then(({violations}) => violations)", options)
    return str(AxeResults({"violations": found}).generate_report()) if found else ""
