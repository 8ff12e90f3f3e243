"""Children and people in care: classes 4/3, 4/7, 8N (FGM, ill-treatment), 11A, 13, 14, 15, 76.

Crime Recording Rules 2026/27, pp. 38, 39, 44; codes of the offence list.
"""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.classes.common import (
    NOTHING,
    Found,
    Look,
    always,
    by_word,
    unchanged,
    verb,
)
from crimerules.rule import LIST26

vocabulary.add_facts(
    {
        "suffering-likely": (
            "flag",
            "in a manner likely to cause unnecessary suffering or injury to health, also mental",
        ),
    }
)

CRUELTY = unchanged(
    "class.child.cruelty",
    title="Cruelty to a child",
    says="A person of 16 or over, responsible for somebody under 16, who wilfully assaults, ill-treats, "
    "neglects, abandons or exposes them in a way likely to cause unnecessary suffering or injury to "
    "health, also mental, commits 11A; one crime for each child.",
    page="38",
)
ABANDONING = unchanged(
    "class.child.abandoning",
    title="Abandoning a child under two",
    says="Abandoning or exposing a child under two, endangering life or health, is 11A (012/00).",
    page="",
    document=LIST26,
)
ABDUCTION = unchanged(
    "class.child.abduction",
    title="Child abduction",
    says="Taking a child is 13, by a parent or by somebody else; consider it wherever kidnapping or "
    "false imprisonment of a child is not made out.",
    page="39",
)
FGM = unchanged(
    "class.fgm",
    title="Female genital mutilation",
    says="Mutilation, or helping it, is 8N (008/52), also if done abroad by or to people of the United "
    "Kingdom; failing to protect a girl from it is 008/68. Reports under the duty of professionals are "
    "recorded without delay.",
    page="44 and 45",
)
ILL_TREATMENT = unchanged(
    "class.ill-treatment",
    title="Ill-treatment of people in care",
    says="Ill-treating or neglecting a person who lacks capacity, a patient, or somebody cared for by a "
    "care worker or provider, is 8N with a code of its own.",
    page="",
    document=LIST26,
)
ALLOWING = unchanged(
    "class.child.allowing-harm",
    title="Causing or allowing death or serious harm in a household",
    says="Causing or allowing the death of a child or vulnerable person is 4/7 (004/07), serious "
    "physical harm 004/11.",
    page="",
    document=LIST26,
)
UNBORN = unchanged(
    "class.child.unborn",
    title="Destruction of an unborn child, infanticide, concealed birth, abortion, suicide",
    says="Child destruction is 4/3, infanticide 4/2, manslaughter 4/1, corporate manslaughter 4/10, "
    "procuring an abortion 14, concealing a birth 15 and encouraging suicide 76. Seek advice before "
    "recording a homicide.",
    page="34",
    document=LIST26,
)


@verb(
    "neglects-child",
    "ill-treats, neglects, abandons or exposes a child in their care, or assaults it",
)
def neglects(look: Look) -> Found:
    """Child cruelty."""
    for child in look.people(look.act.to):
        if child.age is None:
            look.ask_person(
                CRUELTY,
                child.id,
                "age",
                "How old is the child?",
                "Child cruelty protects people under 16.",
                ("age in years",),
            )
            return NOTHING
        if child.age >= 16:
            return look.leave(CRUELTY, "incident-only", "not under 16: no child cruelty")
    if any(p.age is not None and p.age < 16 for p in look.people(look.act.by)):
        return look.leave(CRUELTY, "incident-only", "the person responsible is under 16")
    likely = look.flag(
        CRUELTY,
        "suffering-likely",
        "Was it likely to cause unnecessary suffering, or injury to health, of body or mind?",
        "That is what makes neglect or ill-treatment of a child a crime.",
    )
    if likely is None:
        return NOTHING
    if not likely:
        return look.leave(CRUELTY, "incident-only", "not likely to cause suffering or injury")
    return look.crime(CRUELTY, "11A", "011/03")


always("abandons-child", "abandons or exposes a child under two", "11A", "012/00", ABANDONING)
by_word(
    "abducts-child",
    "takes or keeps a child from those who have lawful control of it",
    "abductor",
    "Was it taken by a parent or by somebody else?",
    "The two have different codes.",
    {
        "parent": ("a parent, or a person connected to the child", "13", "013/01"),
        "other": ("somebody else", "13", "013/02"),
    },
    ABDUCTION,
)
by_word(
    "mutilates",
    "female genital mutilation",
    "fgm",
    "Was it done, or was a girl not protected from it?",
    "The two have different codes.",
    {
        "done": ("done, helped with, or advised", "8N", "008/52"),
        "not-protected": ("a responsible person failed to protect a girl from it", "8N", "008/68"),
    },
    FGM,
)
by_word(
    "ill-treats",
    "ill-treats or wilfully neglects somebody in care",
    "in-care",
    "Who was it done to, and by whom?",
    "The list has a code for each.",
    {
        "lacks-capacity": ("a person lacking capacity, by whoever is responsible", "8N", "098/06"),
        "care-worker": ("by a care worker", "8N", "008/69"),
        "care-provider": ("by a care provider's breach of duty", "8N", "008/70"),
        "patient": ("a patient in hospital for mental disorder", "8N", "099/86"),
    },
    ILL_TREATMENT,
)
by_word(
    "allows-harm",
    "causes or allows harm to a child or vulnerable person of the same household",
    "harm-allowed",
    "Did the person die, or suffer serious physical harm?",
    "The two have different codes.",
    {
        "death": ("death", "4/7", "004/07"),
        "serious-harm": ("serious physical harm", "4/7", "004/11"),
    },
    ALLOWING,
)
by_word(
    "causes-death",
    "causes a death in one of the special ways below",
    "homicide",
    "Which?",
    "Each is a class of its own; seek advice from the senior detective or the FCR first.",
    {
        "manslaughter": ("manslaughter", "4/1", "004/01"),
        "corporate-manslaughter": ("corporate manslaughter", "4/10", "004/10"),
        "infanticide": ("infanticide", "4/2", "004/02"),
        "child-destruction": ("destruction of an unborn child able to live", "4/3", "004/03"),
        "suicide-encouraged": ("encouraged or helped a suicide", "76", "076/01"),
        "abortion": ("procured an unlawful abortion", "14", "014/01"),
        "abortion-supplied": ("supplied the means for one", "14", "014/02"),
        "birth-concealed": ("concealed the death of a child close to birth", "15", "015/00"),
    },
    UNBORN,
)
