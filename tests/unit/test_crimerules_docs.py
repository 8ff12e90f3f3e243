"""The reference page is written from the rules that run, and is never stale."""

import tomllib
from pathlib import Path

from crimerules import docs
from crimerules.docs import COVERAGE, main, rules_page, shown
from crimerules.rule import RULES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"


def test_the_page_is_what_the_package_runs():
    assert PAGE.read_text(encoding="utf-8") == rules_page(), (
        "write it again: python -m crimerules.docs docs/reference/rules.md"
    )


def test_every_rule_stands_on_the_page_with_both_examples():
    page = rules_page()
    for rule in RULES.values():
        block = page.split(f"\n`{rule.id}` · ")[1].split("\n### ")[0]
        assert rule.says in block
        if rule.id.startswith(("whether.", "count.", "class.", "place.", "cancel.")):
            assert "- Decides: " in block
            assert "- Leaves alone: " in block


def test_the_table_accounts_for_every_entry():
    known = tomllib.loads(COVERAGE.read_text(encoding="utf-8"))
    prefixes = tuple(each for kind in known["kind"] for each in kind["begins"])
    origins = {each.origin for each in shown() if each.origin}
    reasons = tuple(each for group in known["left_out"] for each in group["begins"])
    assert all(each.startswith(prefixes) for each in origins)
    for kind in known["kind"]:
        covered = [each for each in origins if each.startswith(tuple(kind["begins"]))]
        missing = kind["total"] - len(covered)
        single = [
            each for each in reasons if each[-1] != "-" and each.startswith(tuple(kind["begins"]))
        ]
        whole = [each for each in reasons if each in kind["begins"]]
        assert not set(single) & origins, "answered now: take it off the list"
        assert missing >= 0
        assert missing == len(single) or whole, f"{missing} of {kind['name']} without a reason"


def test_the_page_is_written_to_a_file_or_the_standard_output(tmp_path, capsys):
    assert main([]) == 0
    assert capsys.readouterr().out == rules_page()
    assert main([str(tmp_path / "rules.md")]) == 0
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == rules_page()


def test_a_file_that_cannot_be_written_is_told(tmp_path, capsys):
    assert main([str(tmp_path / "no" / "rules.md")]) == 2
    assert "can't be written" in capsys.readouterr().err
    assert main(["a", "b"]) == 2
    assert "name one file" in capsys.readouterr().err


def test_parts_of_the_page_have_headings():
    assert set(docs.PARTS) >= {name.split(".")[0] for name in RULES}
