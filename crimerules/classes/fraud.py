"""Fraud routing and what stays with the police: classes 33A, 60, 61, 61A, 814.

Crime Recording Rules 2026/27, pp. 81, 97 and 98. Which NFIB class a fraud falls in is not decided
here: Report Fraud records it.
"""

from __future__ import annotations

from crimerules import vocabulary
from crimerules.classes.common import NOTHING, PAIRS, Found, Look, by_word, unchanged, verb
from crimerules.rule import LIST26

vocabulary.add_facts(
    {
        "arrested": ("flag", "police have arrested somebody for it"),
        "offending-now": ("flag", "the offender is at it, or was until just before the call"),
        "local-suspect": (
            "flag",
            "police can, or could, find a suspect with the details given",
        ),
        "police-computer-item": (
            "flag",
            "a vehicle, plant or other thing that needs an entry on the Police National Computer",
        ),
    }
)

REFER = unchanged(
    "class.fraud.refer",
    title="Fraud and cyber crime go to Report Fraud",
    says="All fraud and cyber crime is reported to Report Fraud (Action Fraud until 3 December 2025). "
    "Without a call for service police refer the person there and record nothing locally beyond "
    "safeguarding.",
    page="97",
)
CALL_FOR_SERVICE = unchanged(
    "class.fraud.call-for-service",
    title="Calls for service",
    says="Where the offender is arrested, is or has just been committing it, or a suspect can be found "
    "with the details given, police also keep a local record and deal with it as with any crime.",
    page="97",
)
PNC_FIRST = unchanged(
    "class.fraud.pnc",
    title="Things entered on the Police National Computer",
    says="A vehicle or plant obtained by fraud is entered on the Police National Computer before it is "
    "reported to Report Fraud.",
    page="97",
)
LOCAL = unchanged(
    "class.fraud.local",
    title="Recorded by the police, not referred",
    says="Articles for fraud, forgery, false documents, and false vehicle and driver records are recorded "
    "locally and not referred. Devices on cash machines and card readers are articles for fraud (33A). "
    "An article held is not recorded here if it was used to commit a fraud.",
    page="81, 97 and 98",
)
LIST_CODES = unchanged(
    "class.fraud.forgery",
    title="Forgery and counterfeiting",
    says="Forgery, false instruments and counterfeit money are 61, false prescriptions 60.",
    page="97",
    document=LIST26,
)


@verb("defrauds", "deceives somebody for gain, or hacks: fraud and cyber crime")
def defrauds(look: Look) -> Found:
    """Where a fraud is recorded."""
    facts = look.facts
    if facts.get("police-computer-item") is True:
        look.ctx.remind(
            "Enter the item on the Police National Computer before reporting the fraud."
        )
        look.note(PNC_FIRST, "needs an entry on the Police National Computer first")
    if any(facts.get(each) is True for each in ("arrested", "offending-now", "local-suspect")):
        look.ctx.remind("Keep a local record and deal with it as with any reported crime.")
        look.ctx.remind("Report it through the web form of Report Fraud, not by telephone.")
        return look.leave(
            CALL_FOR_SERVICE,
            "other-authority",
            "a call for service: local record, and Report Fraud records the crime",
        )
    local = look.flag(
        REFER,
        "local-suspect",
        "Can, or could, the police find a suspect with the details given?",
        "With a call for service the police keep a local record and deal with it as well.",
    )
    if local is None:
        return NOTHING
    look.ctx.remind("Give safeguarding and protective advice.")
    return look.leave(REFER, "other-authority", "no call for service: Report Fraud records it")


ARTICLES = {
    # word: (meaning, class, code)
    "held": ("had for use in a fraud, such as cloned cards", "33A", "053/43"),
    "made": (
        "made or supplied, also a device put on a cash machine or card reader",
        "33A",
        "053/44",
    ),
    "computer": ("made or obtained for computer misuse", "33A", "053/55"),
}
vocabulary.add("fraud-article", {word: entry[0] for word, entry in ARTICLES.items()})
vocabulary.add_facts(
    {
        "fraud-article": ("word:fraud-article", "makes, supplies or has articles for fraud"),
        "used-in-fraud": ("flag", "a fraud was committed with it"),
    }
)
PAIRS.extend((crime_class, code) for _, crime_class, code in ARTICLES.values())


@verb("holds-fraud-articles", "makes, supplies or has articles for fraud")
def articles(look: Look) -> Found:
    """Recorded locally; an article held that was used in a fraud goes the way of that fraud."""
    choice = look.word(
        LOCAL, "fraud-article", "Held, or made or supplied?", "The two have different codes."
    )
    if not choice:
        return NOTHING
    if choice == "held" and look.facts.get("used-in-fraud") is True:
        look.note(LOCAL, "held and used to commit a fraud: the fraud is reported", decides=False)
        return defrauds(look)
    _, crime_class, code = ARTICLES[choice]
    return look.crime(LOCAL, crime_class, code)


by_word(
    "forges",
    "forges, counterfeits, or uses what is forged",
    "forgery",
    "What was forged or used?",
    "Each has its own code.",
    {
        "prescription": ("forges or copies a drug prescription", "60", "060/21"),
        "uses-prescription": ("uses a false drug prescription", "60", "060/22"),
        "instrument": ("forges a document or other instrument", "61", "061/21"),
        "uses-instrument": ("uses a false instrument", "61", "061/22"),
        "money": ("makes counterfeit money", "61", "061/24"),
        "passes-money": ("passes counterfeit money", "61", "061/25"),
        "holds-money": ("holds counterfeit money", "61", "061/26"),
    },
    LIST_CODES,
)
by_word(
    "holds-false-documents",
    "has a false passport, licence, immigration or identity document",
    "false-document",
    "With intent to use it, the means of making it, or simply held?",
    "Each has its own code.",
    {
        "with-intent": ("held in order to use it", "61A", "061/38"),
        "equipment": ("the means of making false identity documents", "61A", "061/39"),
        "held": ("held", "61A", "061/40"),
    },
    LOCAL,
)
by_word(
    "falsifies-vehicle-records",
    "forges or misuses vehicle or driver documents",
    "vehicle-record",
    "Which document?",
    "Each has its own code.",
    {
        "driving-licence": ("driving licence", "814", "814/01"),
        "insurance": ("insurance certificate", "814", "814/02"),
        "registration": ("registration or licensing document, number plates", "814", "814/03"),
        "work-records": ("drivers' hours and other work records", "814", "814/04"),
        "test-certificate": ("test certificate", "814", "814/06"),
        "parking": ("parking documents", "814", "814/07"),
    },
    LOCAL,
)
