"""Kidnapping, forced marriage, modern slavery and conspiracy to murder: classes 3A, 36, 106.

Crime Recording Rules 2026/27, pp. 34, 38, 39, 48 and 49.
"""

from __future__ import annotations

from datetime import date

from crimerules.classes.common import LIST_DATE, by_word, unchanged
from crimerules.rule import LIST26, rule

KIDNAP = unchanged(
    "class.kidnapping",
    title="Kidnapping and false imprisonment",
    says="Taking a person away by force or fraud, without consent or lawful excuse, is kidnapping; "
    "unlawfully detaining or restraining one is false imprisonment: both 36. Of a child, consider "
    "child abduction where neither is made out.",
    page="38 and 39",
)
MARRIAGE = unchanged(
    "class.forced-marriage",
    title="Forced marriage",
    says="Forcing somebody who does not or cannot consent into marriage is 36 (036/05); since 27 February "
    "2023 so is anything done to make somebody under 18 marry, without any pressure (036/15).",
    page="39",
)
SLAVERY = rule(
    "class.slavery",
    title="Modern slavery",
    says="Slavery or servitude, forced labour and human trafficking are 106, one for each person, "
    "recorded besides the most serious other crime with a victim.",
    page="48",
    since=date(2018, 4, 1),
    support=LIST_DATE,
)
MURDER_PLOTS = unchanged(
    "class.homicide.conspiracy",
    title="Conspiracy and encouragement to murder",
    says="Conspiring, soliciting, encouraging or assisting murder, and hiding a murderer, are 3A with "
    "codes of their own.",
    page="14",
    document=LIST26,
)

by_word(
    "detains",
    "takes somebody away, or keeps them, against their will",
    "detention",
    "Taken away, kept, or held hostage?",
    "Kidnapping and false imprisonment have different codes.",
    {
        "taken": ("taken away by force or fraud", "36", "036/01"),
        "kept": ("unlawfully detained or restrained", "36", "036/03"),
        "hostage": ("held hostage with threats to kill or injure", "36", "036/04"),
        "hijacked": ("an aircraft, ship or platform seized", "36", "036/02"),
    },
    KIDNAP,
)
by_word(
    "forces-marriage",
    "forces somebody into marriage, or makes a child marry",
    "marriage",
    "Was somebody forced, or a person under 18 made to marry?",
    "The two have different codes.",
    {
        "forced": ("pressure or abuse of somebody who doesn't or can't consent", "36", "036/05"),
        "child": ("anything done to make somebody under 18 marry", "36", "036/15"),
    },
    MARRIAGE,
)
by_word(
    "enslaves",
    "modern slavery: exploits somebody for gain",
    "slavery",
    "Which form did it take?",
    "Each has its own code.",
    {
        "servitude": ("slavery or servitude", "106", "036/06"),
        "forced-labour": ("forced or compulsory labour", "106", "036/07"),
        "trafficking": ("arranges travel in order to exploit", "106", "036/08"),
        "offence-to-traffic": ("another offence in order to traffic", "106", "036/10"),
        "kidnap-to-traffic": (
            "kidnapping or false imprisonment in order to traffic",
            "106",
            "036/11",
        ),
    },
    SLAVERY,
)
by_word(
    "plots-murder",
    "conspires, solicits, encourages or helps towards a murder, or hides the murderer",
    "murder-plot",
    "Which?",
    "Each has its own code; seek advice from the senior detective or the FCR first.",
    {
        "conspires": ("conspires or solicits to murder", "3A", "003/02"),
        "hides-offender": ("hides the murderer", "3A", "003/03"),
        "encourages": ("encourages or assists on purpose", "3A", "003/04"),
        "believes": ("assists, believing that it will be done", "3A", "003/05"),
    },
    MURDER_PLOTS,
)
