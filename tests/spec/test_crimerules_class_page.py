"""The page of classes is what the examples give today."""

from pathlib import Path

import pytest

from crimerules import reach

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "classes.md"


def test_the_page_is_up_to_date() -> None:
    text = reach.page()
    assert PAGE.read_text(encoding="utf-8") == text, (
        "run: python -m crimerules.reach docs/reference/classes.md"
    )
    assert "All 130 classes are reached from facts." in text


def test_it_says_how_it_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reach.main([]) == 2
    assert reach.main([str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "Usage" in told
    assert "can't be written" in told
