"""Pages of the reference that are written from the code are in step with it."""

import importlib.util
from pathlib import Path

import pytest

from onrecord.exchange.models import TRANSITIONS, Import, ImportState, WrongState

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location(
    "write_reference", ROOT / "tools" / "write_reference.py"
)
_tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_tool)


@pytest.mark.parametrize(
    "name",
    ["api.md", "commands.md", "measures.md", "permissions.md", "states.md", "suspect-rules.md"],
)
def test_the_page_is_as_the_code_has_it(name):
    page = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert page == _tool.pages()[name](), "run `make docs` and commit the page"


def test_the_index_of_the_documentation_names_every_page():
    docs = ROOT / "docs"
    index = (docs / "README.md").read_text(encoding="utf-8")
    pages = [path.relative_to(docs) for path in docs.glob("*/*.md")]
    assert len(pages) > 20
    assert not [str(page) for page in pages if f"({page.as_posix()})" not in index]


def test_every_state_of_an_import_has_its_row():
    assert set(TRANSITIONS) == set(ImportState)


@pytest.mark.parametrize("state", list(ImportState))
def test_what_was_taken_in_stays_taken_in(state):
    with pytest.raises(WrongState):
        Import(state=ImportState.DONE).move_to(state)
