"""Every rule does on its own examples what it says; the page of rules is in step with the files."""

import shutil
from pathlib import Path

import pytest

from onrecord.screening.rules.engine import LogFacts, load_rules, score, stands, weigh
from onrecord.screening.rules.load import RuleError, read_rules
from onrecord.screening.rules.reference import reference_page

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "onrecord" / "screening" / "rules"
BOOK = load_rules()
# A text that gives a reason to read, so that rules which only stand beside another are looked for.
READ_ME = "Theft reported at the counter yesterday morning. "


def made(entry: dict) -> LogFacts:
    lists = {"opening", "closing"} & entry.keys()
    values = {k: frozenset(v) if k in lists else v for k, v in entry.items()}
    return LogFacts(**values)


def rules_met(text: str) -> set[str]:
    return {reason.rule for reason in weigh(LogFacts(text=text))}


BY_ID = {rule.id: rule for rule in BOOK.words}


WORD_CASES = [
    (rule.id, text, wanted)
    for rule in BOOK.words
    for wanted, texts in ((True, rule.matches), (False, rule.does_not_match))
    for text in texts
]
EXPLAINED_CASES = [
    (rule.id, text, wanted)
    for rule in BOOK.explained
    for wanted, texts in ((True, rule.matches), (False, rule.does_not_match))
    for text in texts
]
CHECK_CASES = [
    (check.id, entry, wanted)
    for check in BOOK.checks.values()
    for wanted, entries in ((True, check.matches), (False, check.does_not_match))
    for entry in entries
]


@pytest.mark.parametrize(("rule", "text", "wanted"), WORD_CASES)
def test_word_rules_do_what_their_examples_say(rule, text, wanted):
    # The rule by itself: in a score, a stronger rule may take the same words.
    assert stands(BY_ID[rule], text, BOOK) is wanted


@pytest.mark.parametrize(("rule", "text", "wanted"), EXPLAINED_CASES)
def test_explaining_rules_do_what_their_examples_say(rule, text, wanted):
    # Before what it explains, since a denial that comes later is a contradiction.
    assert (rule in rules_met(f"{text}. {READ_ME}")) is wanted


@pytest.mark.parametrize(("check", "entry", "wanted"), CHECK_CASES)
def test_checks_do_what_their_examples_say(check, entry, wanted):
    facts = made(entry)
    if not BOOK.checks[check].alone and "text" not in entry:
        facts.text = READ_ME
    if not BOOK.checks[check].alone and not facts.text:
        facts.opening, facts.opening_code = frozenset({"crime"}), "Theft"
    assert (check in {reason.rule for reason in score(facts)}) is wanted


def test_points_and_order():
    """The gravest offences weigh most, every explaining rule takes away, and reasons come strongest first."""
    points = {rule.id: rule.points for rule in BOOK.words}
    assert points["rape"] > points["strangulation"] > points["assault"] > points["theft"] > 0
    # A reason that is none adds to the doubt.
    no_reasons = {"victim-declines", "no-enquiry", "soft-close"}
    explaining = [rule for rule in BOOK.explained if rule.id not in no_reasons]
    assert all(rule.points < 0 for rule in explaining)
    reasons = score(LogFacts(text="He punched her and took her phone. Duplicate of log 12."))
    assert [r.points for r in reasons] == sorted((r.points for r in reasons), reverse=True)
    assert reasons[-1].rule == "text-duplicate"


def test_the_page_of_rules_is_in_step():
    page = (ROOT / "docs" / "reference" / "suspect-rules.md").read_text(encoding="utf-8")
    assert page == reference_page(), (
        "Run: python -m onrecord.screening.rules.reference > docs/reference/suspect-rules.md"
    )


def copy_with(tmp_path: Path, name: str, old: str, new: str) -> Path:
    for file in RULES.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        if file.name == name:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("words-sexual.toml", 'id = "rape"', 'id = "rape"\npionts = 3', "pionts"),
        ("words-sexual.toml", 'id = "rape"', 'id = "theft"', "two rules"),
        ("words-sexual.toml", "points = 48\n", "", "“points” is missing"),
        ("words-sexual.toml", '"rape|raped', '"{nobody} raped", "rape|raped', "{nobody}"),
        ("words-sexual.toml", '"rape|raped', '"... raped", "rape|raped', "begin and end"),
        ("words-sexual.toml", '"rape|raped', '"r*pe", "rape|raped', "at the end of a word"),
        ("words-sexual.toml", '"rape|raped', '"[the] rape", "rape|raped', "first word"),
        ("words-sexual.toml", '"rape|raped', '"rape (old)", "rape|raped', "phrase language"),
        ("words-sexual.toml", '"rape|raped', '"rape||x", "rape|raped', "empty choice"),
        ("words-sexual.toml", "without consent: “{quote}”", "without consent", "{quote}"),
        ("words-sexual.toml", "[[rule]]", "[[rule]", "not a TOML file"),
        (
            "structure.toml",
            'when = "claimed, register covers the time"',
            'when = "moon is full"',
            "moon is full",
        ),
        ("words-violence.toml", "does_not_match = [", "does_not_match = []\nunused = [", "unused"),
    ],
)
def test_a_mistake_in_a_rule_file_is_named(tmp_path, file, old, new, told):
    with pytest.raises(RuleError) as caught:
        read_rules(copy_with(tmp_path, file, old, new))
    assert told in str(caught.value)
    assert "two rules" in told or file in str(caught.value)


def test_the_version_follows_the_files(tmp_path):
    changed = read_rules(copy_with(tmp_path, "context.toml", "reach = 4", "reach = 5"))
    assert changed.version != BOOK.version
    assert read_rules(RULES).version == BOOK.version
    assert len(BOOK.version) <= 20


def test_a_rule_can_be_switched_off(tmp_path):
    folder = copy_with(
        tmp_path, "words-property.toml", '"theft|thefts|thief|thieves|thieving", ', ""
    )
    assert score(LogFacts(text="There has been a theft"), read_rules(folder)) == []


OWN = """
[[rule]]
id = "ours-pigeons"
name = "Racing pigeons taken"
points = 31
says = "The text tells of pigeons taken: “{quote}”."
phrases = ["# pigeons taken|gone", "pigeons released by"]
matches = ["12 pigeons gone from the loft"]
does_not_match = ["No pigeons taken"]
"""


def test_a_file_of_ones_own_is_read_and_any_rule_can_be_switched_off(tmp_path):
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    (folder / "words-ours.toml").write_text(OWN, encoding="utf-8")
    own = read_rules(folder)
    text = "Somebody came by night, 12 pigeons gone from the loft."
    assert "ours-pigeons" in {reason.rule for reason in weigh(LogFacts(text=text), own)}
    assert own.version != BOOK.version
    (folder / "words-ours.toml").write_text(OWN + "off = true\n", encoding="utf-8")
    off = read_rules(folder)
    assert "ours-pigeons" not in {reason.rule for reason in weigh(LogFacts(text=text), off)}


def test_words_that_are_shared_give_two_reasons():
    rules = [reason.rule for reason in weigh(LogFacts(text="Unknown person took laptop from room"))]
    assert {"by-unknown", "theft"} <= set(rules)


def test_what_is_taken_back_counts_against_a_log_three_times_at_most():
    def against(text: str) -> int:
        return sum(r.points for r in weigh(LogFacts(text=text)) if r.rule == "taken-back")

    assert against("No assault.") == -7
    assert (
        against("No assault. No theft. No damage to the car. No knife. No rape. No fraud.") == -21
    )
