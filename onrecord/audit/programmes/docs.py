"""docs/reference/programmes.md: the keys of a programme, and every programme that ships, as Markdown. Pure."""

from collections.abc import Iterator

from onrecord.audit.programmes.file import (
    EVERY,
    FILTERS,
    ROLES,
    SHOW,
    SOURCES,
    STEPS,
    STRATA,
    shipped,
)
from onrecord.audit.programmes.programme import END, Programme, ProgrammeQuestion

_FILE = "onrecord/audit/programmes/"
_KEYS = (
    ("title, about", "what it is called, and two sentences about it"),
    ("measure", "`crimes`: how many that should be on record are; `questions`: how many records pass each question"),
    ("population.sources", f"which records: {', '.join(f'`{s}`' for s in SOURCES)}; several at once are one frame"),
    ("population.words", "the same in words, for reports"),
    (
        "population.filters",
        f"only records with these: {', '.join(f'`{f}`' for f in FILTERS)}; lists of texts, `*` at either end stands for any words",
    ),
    ("design.strata", f"{', '.join(f'`{s}`' for s in STRATA)}"),
    ("design.sample_size, minimum", "how many are read, and at least in each stratum"),
    ("design.certainty", "words in opening or closing code (of a crime: class or group) whose records are all read"),
    ("design.targets", "wanted half-width in points, by crime group (`violence`, `sexual`, `other`) or question"),
    ("readers.roles, minutes", f"who reads ({', '.join(f'`{r}`' for r in ROLES)}), and the minutes a record takes, for planning"),
    ("second_reading.failures", "`true`: every failure is read again, blind"),
    ("second_reading.passes_percent", "of the others so many in a hundred, by lot"),
    ("feedback.route, days", f"to whom findings go ({', '.join(f'`{s}`' for s in STEPS)}), and days to answer"),
    ("schedule.every, owner", f"{', '.join(EVERY)}; and who owns it"),
    ("bands", "names for rates from `at_least` percent; the force's own"),
    ("show", f"what stands beside the questions: {', '.join(f'`{s}`' for s in SHOW)}"),
    ("rules", "titles and editions by a short name, so that a question says `rule = { of = \"crr\", page = \"10\" }`"),
    ("questions", "`id`, `head` (a heading above it), `asks`, `help`, `rule` (title, edition, page), `answers`"),
    (
        "questions.answers",
        "`\"yes\"` passes, `\"no\"` fails, `\"na\"` does neither; or tables with `say`, `text`, `verdict` (`pass`, `fail`, `none`, "
        f"`undecided`) and `goes_to` (a question, or `\"{END}\"`). No answers: a few words. A circle of branches is refused",
    ),
)  # fmt: skip
_RULES = (
    "“It cannot be decided from the record” is offered by itself with every question that can be failed.",
    "In a programme that counts crimes, a question named `disclosed` with the answers `crime` and `none` is answered by the "
    "numbers: its branches lead to the questions that fit.",
    "A wrong file says the file, the key and what to do; all faults at once.",
)


def programmes_page() -> str:
    """The page, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# Audit programmes",
        "",
        f"Written from `{_FILE}`; a test keeps this page in step with it. A registrar makes a new one, or a new version, on the",
        "page *Audits, Programmes*, without a file. Every version is kept in the ledger, and an audit keeps the version it was",
        "frozen with.",
        "",
        "## Keys of a programme",
        "",
        "| key | meaning |",
        "| --- | --- |",
    )
    for key, words in _KEYS:
        yield f"| `{key.replace(', ', '`, `')}` | {words.replace('|', chr(92) + '|')} |"
    yield ""
    yield from (f"- {line}" for line in _RULES)
    for programme in sorted(shipped().values(), key=lambda each: each.title):
        yield ""
        yield from _programme(programme)


def _programme(programme: Programme) -> Iterator[str]:
    design, second = programme.design, programme.second_reading
    yield f"## {programme.title}"
    yield ""
    yield f"`{programme.slug}`. {programme.about}"
    yield ""
    yield f"- Records: {programme.population.words}."
    if programme.population.filters:
        named = "; ".join(f"{n}: {', '.join(v)}" for n, v in programme.population.filters.items())
        yield f"- Only: {named}."
    targets = "".join(f"; {name} ± {points}" for name, points in design.targets.items())
    certain = f"; all are read of: {', '.join(design.certainty)}" if design.certainty else ""
    yield f"- Sample: {design.sample_size:,}, {design.strata}, at least {design.minimum} in each stratum{targets}{certain}."
    if second.wanted:
        yield (
            f"- Read again, blind: {'every failure and ' if second.failures else ''}{second.passes_percent} in a hundred of "
            "the others."
        )
    else:
        yield "- Read once."
    yield f"- Runs {programme.schedule.every}; owned by {programme.schedule.owner}; {programme.readers.minutes} minutes a record."
    yield f"- Findings go to {', then '.join(programme.feedback.route)}, with {programme.feedback.days} days to answer."
    if not programme.questions:
        yield "- Asked are the numbers of crimes, and nothing else."
        return
    yield ""
    yield "| question | answers | rests on |"
    yield "| --- | --- | --- |"
    for question in programme.questions:
        yield f"| {question.asks} | {_answers(question)} | {question.rule.words} |"


def _answers(question: ProgrammeQuestion) -> str:
    if not question.answers:
        return "a few words"
    words = {"pass": " (passes)", "fail": " (fails)", "undecided": " (undecided)", "none": ""}
    found = []
    for answer in question.answers:
        onwards = (
            ""
            if not answer.goes_to
            else ", then the end"
            if answer.goes_to == END
            else f", then `{answer.goes_to}`"
        )
        found.append(f"{answer.text}{words[answer.verdict]}{onwards}")
    return "; ".join(found)
