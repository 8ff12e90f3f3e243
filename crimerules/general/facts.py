"""Facts that the general rules read from an act, and the sources that date them."""

from __future__ import annotations

from datetime import date

from crimerules import vocabulary

SINCE_2018 = date(2018, 4, 1)
SECTION = (
    "The Home Office Counting Rules, General Rules, of April 2018, April 2021 and April 2022 have a "
    "section on this ({}); their text is not held, so the wording of 2026/27 is applied."
)
SECTION_A = SECTION.format("Section A, Whether and When to Record")
SECTION_D = SECTION.format("Section D, One Crime per Victim")
SECTION_E = SECTION.format("Section E, Finished Incident Rule")
SECTION_F = SECTION.format("Section F, Principal Crime Rule")
SECTION_G = SECTION.format("Section G, Location of Crimes")
SECTION_I = SECTION.format("Section I, Other Investigating Authorities")
N100_SINCE = date(2015, 4, 1)
N100_SUPPORT = "The Home Office list of April 2026 dates the N100 codes from 2015."
N300_SINCE = date(2024, 4, 1)
N300_SUPPORT = (
    "The Home Office list of April 2026 says that N300 was added in 2024, without a day; the "
    "beginning of that recording year is taken."
)

vocabulary.add(
    "investigator",
    {
        "police": "the police lead the investigation",
        "joint-police-lead": "police and another body together, the police leading",
        "joint-other-lead": "police and another body together, the other body leading",
        "other-body": "another body alone",
    },
)
vocabulary.add(
    "complaint-stage",
    {
        "none": "the appropriate authority has decided nothing yet",
        "cps-advice": "there may be a criminal case to answer: CPS advice is sought",
        "disposal": "a charge, summons or out-of-court disposal should be issued",
        "case-to-answer": "a case to answer for misconduct that would be a notifiable offence",
    },
)
vocabulary.add(
    "sarc",
    {
        "investigation": "the victim gives personal details and wants an investigation",
        "details-passed": "the victim has the details passed on but won't pursue the case",
        "samples-analysed": "samples are given to police for analysis",
        "depersonalised": "no investigation wanted, only depersonalised data for intelligence",
        "details-withheld": "the victim stays anonymous and wants no details passed on",
        "samples-frozen": "samples are frozen at the centre in case of a later decision",
    },
)
vocabulary.add(
    "death",
    {
        "homicide": "police believe that it was homicide",
        "unclear": "the circumstances or the cause aren't clear",
        "suicide": "suicide",
        "drugs": "drugs caused it",
        "road-or-rail": "killed on a road or railway",
        "child": "the sudden unexpected death of a child, neither natural nor homicide",
        "accident": "an accident",
        "natural": "natural causes, believed from the outset or established",
        "open-verdict": "the coroner gave an open verdict",
    },
)
vocabulary.add_facts(
    {
        "balance": ("flag", "on the balance of probabilities it happened and is a crime in law"),
        "disorder-continuing": ("flag", "police saw the disorder going on when they arrived"),
        "on-duty": ("flag", "the officer or staff member did it in the execution of duty"),
        "complaint-stage": ("word:complaint-stage", "what the appropriate authority has decided"),
        "investigator": ("word:investigator", "who leads the investigation"),
        "sarc": ("word:sarc", "what the victim chose at the sexual assault referral centre"),
        "serious-consequence": (
            "flag",
            "it led, was meant to lead, or threatened to lead to serious harm to the State or "
            "public order, to justice, to a death or serious injury, or to serious gain or loss",
        ),
        "adult-at-risk": ("flag", "the victim is an adult at risk"),
        "death": ("word:death", "what is believed or known of the cause of death"),
        "records-natural-deaths": ("flag", "the force records deaths by natural causes (N300/07)"),
        "no-crime-in-law": ("flag", "the referral discloses no crime in law"),
        "all-overseas": ("flag", "all of it happened abroad, without any link to the UK"),
        "location-confirmed": ("flag", "it is confirmed that it happened in this force's area"),
    }
)
