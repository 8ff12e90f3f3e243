"""Justice, custody and what the list alone names: 26, 67, 69, 79, 80, 83, 95, 96, 99.

Crime Recording Rules 2026/27, pp. 95 and 96; codes of the offence list.
"""

from __future__ import annotations

from crimerules.classes.common import always, by_word, unchanged
from crimerules.rule import LIST26

PERVERTING = unchanged(
    "class.justice.perverting",
    title="Perverting the course of justice",
    says="Perverting justice, and intimidating or harming witnesses, jurors and those who help an "
    "investigation, are 79, one for each offender or group; another crime with a victim is recorded "
    "besides.",
    page="95",
)
BAIL = unchanged(
    "class.justice.bail",
    title="Bail offences",
    says="Breach of bail is not notifiable. Indemnifying sureties, bail in a false name, disclosures "
    "from secure colleges and breach of travel conditions of pre-charge bail are 83.",
    page="96",
)
PRISON = unchanged(
    "class.justice.prison",
    title="Prison offences",
    says="Helping an escape, taking listed articles into or out of prison, throwing articles in, and "
    "having forbidden articles there are 69, one for each offender.",
    page="95",
)
ABSCONDING = unchanged(
    "class.justice.absconding",
    title="Absconding",
    says="Absconding from lawful custody, prison mutiny and remaining unlawfully at large are 80.",
    page="",
    document=LIST26,
)
PERJURY = unchanged(
    "class.justice.perjury",
    title="Perjury",
    says="Perjury in court and false statements on oath or for official documents are 67.",
    page="",
    document=LIST26,
)
BIGAMY = unchanged(
    "class.bigamy",
    title="Bigamy",
    says="Marrying while already married is 26.",
    page="",
    document=LIST26,
)
LISTED = unchanged(
    "class.listed",
    title="Offences that only the list names",
    says="Wildlife crime is 96, disclosure and obstruction offences 95, and the other notifiable offences "
    "99; beyond the commonest an officer gives the code from the list.",
    page="",
    document=LIST26,
)

by_word(
    "perverts-justice",
    "perverts the course of justice, intimidates or harms a witness or juror",
    "perverting",
    "What was done?",
    "Each has its own code.",
    {
        "perverts": (
            "fabricates evidence, lies to have somebody convicted or freed",
            "79",
            "079/01",
        ),
        "intimidates": (
            "intimidates a witness, juror or helper in a criminal case",
            "79",
            "079/02",
        ),
        "harms": ("harms or threatens to harm one, because of it", "79", "079/03"),
        "intimidates-civil": ("intimidates a witness in other proceedings", "79", "079/04"),
        "harms-civil": ("harms or threatens to harm one in other proceedings", "79", "079/05"),
        "juror-research": ("a juror does research on the case", "79", "079/06"),
    },
    PERVERTING,
)
by_word(
    "bail-offence",
    "a bail offence other than breach of bail",
    "bail-offence",
    "Which?",
    "Each has its own code.",
    {
        "indemnifies": ("agrees to indemnify sureties", "83", "083/02"),
        "false-name": ("acknowledges bail in a false name", "83", "083/03"),
        "college-direct": (
            "discloses what was learnt working at a directly managed secure college",
            "83",
            "083/04",
        ),
        "college-contracted": (
            "discloses what was learnt working at a contracted-out secure college",
            "83",
            "083/07",
        ),
        "travel": ("breaches a travel condition of pre-charge bail", "83", "083/08"),
    },
    BAIL,
)
by_word(
    "prison-offence",
    "helps an escape, takes forbidden things into prison or has them there",
    "prison-offence",
    "Which?",
    "Each has its own code.",
    {
        "helps-escape": ("helps a prisoner to escape", "69", "069/01"),
        "list-a": ("takes in or out a List A article: drugs, explosives, weapons", "69", "069/02"),
        "list-b": ("takes in or out a List B article: alcohol, phones, cameras", "69", "069/03"),
        "holds-item": ("has a forbidden item in prison", "69", "069/05"),
        "holds-weapon": ("has a knife or offensive weapon in prison", "69", "069/06"),
        "throws": ("throws articles into prison", "69", "069/07"),
    },
    PRISON,
)
by_word(
    "absconds",
    "gets away from lawful custody, or stays away",
    "absconding",
    "Which?",
    "Each has its own code.",
    {
        "escapes": ("escapes from lawful custody", "80", "080/00"),
        "mutiny": ("takes part in a prison mutiny", "80", "080/01"),
        "released-at-large": ("a prisoner on temporary release stays at large", "80", "080/02"),
        "recalled-at-large": ("stays at large after recall", "80", "083/06"),
    },
    ABSCONDING,
)
by_word(
    "commits-perjury",
    "lies on oath or in a statement the law requires",
    "perjury",
    "In court, or elsewhere?",
    "The two have different codes.",
    {
        "court": ("in judicial proceedings, or in a written statement for them", "67", "067/01"),
        "elsewhere": (
            "on oath elsewhere, or for a marriage, birth, passport or register",
            "67",
            "067/02",
        ),
    },
    PERJURY,
)
always("commits-bigamy", "marries while already married", "26", "026/00", BIGAMY)
by_word(
    "commits-listed-offence",
    "an offence that only the notifiable list names",
    "listed-offence",
    "Which? For any other, give the class and code from the list.",
    "The list has codes for each.",
    {
        "fishing": ("fishes with, or holds, forbidden instruments", "96", "098/92"),
        "endangered-species": ("trades in endangered species", "96", "099/17"),
        "obstructs-warrant": ("obstructs an officer using a warrant", "95", "095/02"),
        "assists-illegal-entry": ("helps somebody to enter the country unlawfully", "99", "078/29"),
        "assists-crime": ("encourages or helps an indictable offence", "99", "098/74"),
    },
    LISTED,
)
