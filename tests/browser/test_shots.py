"""The pictures of the documentation: `make docs` writes them to docs/images, other runs to a folder that is thrown away."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser

# name: (path, height)
SHOTS = {
    "estimate": ("/audits/1/estimate/", 990),
    "suspects": ("/suspects/", 960),
    "log": ("/logs/{log}/", 960),
    "reading": ("/audits/1/logs/{position}/", 960),
    "import": ("/imports/1/", 960),
    "home": ("/", 820),
}
# The same, of the commissioner's office.
COMMISSIONERS = {
    "response": ("/improvement/responses/invented-second/", 1400),
    "response-draft": ("/improvement/responses/invented-second/draft/", 1400),
}


@pytest.fixture
def folder(tmp_path) -> Path:
    wanted = os.environ.get("ONRECORD_SHOTS")
    path = Path(wanted) if wanted else tmp_path
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.one_store
def test_shots(page, demonstration, folder):
    sign_in(page, demonstration, "registrar")
    page.goto(demonstration.at("/suspects/"))
    href = page.locator("ol.cards > li a").first.get_attribute("href")
    assert href is not None
    page.goto(demonstration.at("/audits/1/?show=missed"))
    missed = page.locator("tbody a").first.get_attribute("href")
    assert missed is not None
    places = {"log": href.strip("/").split("/")[-1], "position": missed.strip("/").split("/")[-1]}
    for name, (path, height) in SHOTS.items():
        page.set_viewport_size({"width": 1280, "height": height})
        page.goto(demonstration.at(path.format(**places)))
        picture = folder / f"{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 20_000, name


@pytest.mark.one_store
def test_shots_of_the_commissioners_office(page, demonstration, folder):
    sign_in(page, demonstration, "commissioner")
    for name, (path, height) in COMMISSIONERS.items():
        page.set_viewport_size({"width": 1280, "height": height})
        page.goto(demonstration.at(path))
        picture = folder / f"{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 20_000, name
