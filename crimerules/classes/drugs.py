"""Drugs: classes 92A, 92C, 92D, 92E, with the table of drug and act.

Crime Recording Rules 2026/27, pp. 91-93.
"""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.classes.common import NOTHING, Found, Look, by_word, unchanged, verb
from crimerules.rule import LIST26

# drug: (its legal class, production, supply, possession, possession to supply, premises)
DRUGS: dict[str, tuple[str, str, str, str, str, str]] = {
    "cocaine": ("A", "092/10", "092/30", "092/50", "092/70", "093/10"),
    "heroin": ("A", "092/11", "092/31", "092/51", "092/71", "093/11"),
    "lsd": ("A", "092/12", "092/32", "092/52", "092/72", "093/12"),
    "mdma": ("A", "092/13", "092/33", "092/53", "092/73", "093/13"),
    "crack": ("A", "092/14", "092/34", "092/54", "092/74", "093/14"),
    "methadone": ("A", "092/15", "092/35", "092/55", "092/75", "093/15"),
    "other-class-a": ("A", "092/19", "092/39", "092/59", "092/79", "093/19"),
    "crystal-meth": ("A", "093/55", "093/61", "093/67", "093/73", "093/79"),
    "amphetamine": ("B", "092/20", "092/40", "092/60", "092/80", "093/20"),
    "other-class-b": ("B", "092/25", "092/45", "092/65", "092/85", "093/25"),
    "cannabis": ("B", "092/21", "092/41", "092/61", "092/81", "093/21"),
    "synthetic-cannabinoid": ("B", "092/22", "092/42", "092/62", "092/82", "093/22"),
    "ketamine": ("B", "093/60", "093/66", "093/72", "093/78", "093/84"),
    "mephedrone": ("B", "092/23", "092/43", "092/63", "092/83", "093/23"),
    "anabolic-steroids": ("C", "092/27", "092/47", "092/67", "092/87", "093/27"),
    "piperazines": ("C", "093/57", "093/64", "093/70", "093/76", "093/82"),
    "other-class-c": ("C", "092/28", "092/48", "092/68", "092/88", "093/28"),
    "khat": ("khat", "093/62", "093/68", "093/74", "093/80", "093/90"),
    "nitrous-oxide": ("C", "093/93", "093/94", "093/91", "093/92", "093/95"),
    "unspecified": ("", "092/29", "092/49", "092/69", "092/89", "093/29"),
}
BY_LEGAL_CLASS = {
    # legal class: possession on a ship, carrying on a ship, import, export
    "A": ("077/53", "077/56", "092/03", "092/06"),
    "B": ("077/54", "077/57", "092/04", "092/07"),
    "C": ("077/55", "077/58", "092/05", "092/08"),
    "khat": ("077/66", "077/58", "092/17", "092/18"),
    "": ("077/59", "077/60", "092/01", "092/02"),
}
vocabulary.add(
    "drug",
    {
        name: f"{name.replace('-', ' ')}"
        + (f" (class {row[0]})" if row[0] in "ABC" and row[0] else "")
        for name, row in DRUGS.items()
    },
)
vocabulary.add(
    "drug-identified",
    {
        "laboratory": "by a laboratory",
        "field-test": "by an approved field test",
        "admission": "the suspect admits what it is",
        "officer": "by an officer experienced in identifying it (cannabis)",
        "not": "not identified in any of these ways",
    },
)
vocabulary.add_facts(
    {
        "drug": ("word:drug", "which drug"),
        "drug-identified": ("word:drug-identified", "how it was identified"),
    }
)

TABLE = unchanged(
    "class.drugs.table",
    title="Drug offences by drug and act",
    says="Production, supply, possession with intent to supply, import, export and carrying on ships "
    "are 92A; possession is 92D, of cannabis 92E; permitting premises to be used is 92C. The code "
    "depends on the drug.",
    page="91 and 93",
)
IDENTIFIED = unchanged(
    "class.drugs.identified",
    title="Identifying a drug",
    says="For possession the drug is confirmed by a laboratory or an approved field test. Where police "
    "decide that neither is justified, it is attempted possession on the suspect's admission.",
    page="91",
)
CANNABIS = unchanged(
    "class.drugs.cannabis",
    title="Possession of cannabis",
    says="Possession of cannabis may be recorded on the word of an officer experienced in identifying "
    "it, or on the suspect's admission: 92E.",
    page="91",
)
OTHER = unchanged(
    "class.drugs.other",
    title="Psychoactive substances and other drug offences",
    says="Psychoactive substances, obstruction of drug searches and other offences under the drug Acts "
    "are 92C.",
    page="91",
    document=LIST26,
)


def _drug(look: Look) -> str:
    return look.word(TABLE, "drug", "Which drug is it?", "The code depends on the drug.")


def _by_drug(word: str, meaning: str, column: int, crime_class: str) -> None:
    @verb(word, meaning)
    def classified(look: Look) -> Found:
        drug = _drug(look)
        if not drug:
            return NOTHING
        return look.crime(TABLE, crime_class, str(DRUGS[drug][column]))


_by_drug("produces-drugs", "produces a controlled drug: grows, makes", 1, "92A")
_by_drug("supplies-drugs", "supplies a controlled drug, or offers to", 2, "92A")
_by_drug("holds-drugs-to-supply", "possesses a controlled drug in order to supply it", 4, "92A")
_by_drug(
    "permits-drugs", "as occupier knowingly permits drugs to be made, supplied or smoked", 5, "92C"
)


@verb("possesses-drugs", "possesses a controlled drug")
def possesses(look: Look) -> Found:
    """Simple possession, by drug and how the drug was identified."""
    drug = _drug(look)
    if not drug:
        return NOTHING
    how = look.word(
        IDENTIFIED,
        "drug-identified",
        "How was the drug identified?",
        "Without a test only an attempt can be recorded, except for cannabis.",
    )
    if not how:
        return NOTHING
    code = DRUGS[drug][3]
    if drug == "cannabis":
        if how == "not":
            return look.leave(CANNABIS, "incident-only", "not identified: not made out")
        return look.crime(CANNABIS, "92E", code)
    if how in ("laboratory", "field-test"):
        return look.crime(TABLE, "92D", code)
    if how == "admission":
        return look.crime(IDENTIFIED, "92D", code, "no test, but admitted: attempted possession")
    return look.leave(IDENTIFIED, "incident-only", "the drug was not identified: not made out")


def _by_legal_class(word: str, meaning: str, column: int) -> None:
    @verb(word, meaning)
    def classified(look: Look) -> Found:
        drug = _drug(look)
        if not drug:
            return NOTHING
        return look.crime(TABLE, "92A", BY_LEGAL_CLASS[DRUGS[drug][0]][column])


_by_legal_class("holds-drugs-on-ship", "possesses a controlled drug on a ship", 0)
_by_legal_class("carries-drugs-on-ship", "carries or conceals a controlled drug on a ship", 1)
_by_legal_class("imports-drugs", "imports a controlled drug unlawfully", 2)
_by_legal_class("exports-drugs", "exports a controlled drug unlawfully", 3)
by_word(
    "other-drug-offence",
    "produces, supplies, imports or exports a psychoactive substance, or obstructs a drug search",
    "other-drug",
    "Which?",
    "Each has its own code.",
    {
        "produces-psychoactive": ("produces a psychoactive substance", "92C", "093/41"),
        "supplies-psychoactive": ("supplies one", "92C", "093/42"),
        "offers-psychoactive": ("offers to supply one", "92C", "093/43"),
        "holds-psychoactive-to-supply": ("possesses one to supply it", "92C", "093/44"),
        "imports-psychoactive": ("imports one", "92C", "093/45"),
        "exports-psychoactive": ("exports one", "92C", "093/46"),
        "psychoactive-in-custody": ("possesses one in a custodial institution", "92C", "093/47"),
        "obstructs-search": ("obstructs a drug search or hides drugs", "92C", "093/30"),
    },
    OTHER,
)
