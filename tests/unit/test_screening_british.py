"""British logs, all made up for this test: some hide a crime in everyday words, others are full of crime words and hide none.

The rules are tried as a reader would meet them: does an unrecorded crime stand above what only sounds like one?
"""

import pytest

from onrecord.screening.rules.engine import LogFacts, score, total

MISSED = [
    "DV. IP states partner came home drunk, argument re money, he's had her by the neck up against the fridge. AP left prior to arrival. IP not willing to provide statement. DASH std. NFA.",
    "Infmt rang back, all calm now. Earlier says her husband clouted her one round the ear but she don't want him in trouble. Words of advice.",
    "Mother reports daughter 13 came home upset, older lad from the park has been touching her legs and asking for pics. SSD informed.",
    "Caller states ex has been outside her work every night this week, sat in his car. 14 missed calls today. Advice given to block.",
    "ASB youths. MOP says the same lads put his shed window through again and called him a paki. Area search neg.",
    "Neighbour dispute over parking. Caller says next door came at him with a hammer and told him he'd cave his head in. Parties advised.",
    "Care home manager reporting bruises to arms of resident, carer was heard shouting and seen to drag her back to bed. Safeguarding aware.",
    "Caller had handbag lifted in the club, purse and phone gone, no serial no. for phone. Reported as lost property.",
    "IP says lodger has helped himself to £200 out of her bedside drawer. Civil matter.",
    "School reports pupil 14 sharing nudes of another pupil around year 9. School dealing.",
    "Male caller states he was jumped by three lads outside the takeaway, split lip, refused ambulance. Intoxicated, advised to call when sober.",
    "Female says he won't let her out of the house without him and he goes through her phone. No offences apparent. Referred IDVA.",
    "Support worker reports client says boyfriend made her have sex when she was asleep. Client not ready to talk to police.",
    "Shop states male regular walked out with meat and razor blades again, threatened staff with a needle when challenged. CCTV avail.",
    "IP woke to find back door insecure and van keys and van gone from drive. VRM circulated.",
    "Caller getting texts off unknown number saying they know where her kids go to school and they are going to get hurt. Block number.",
    "Hospital: nurse kicked in stomach by confused patient. Pt has dementia. For info only.",
    "Elderly IP handed over bank card to male at door who said he was from the bank, £900 withdrawn. Report Fraud advised.",
    "Ambulance request police, 6 wk old baby with unexplained bruising to face. Parents say rolled off the bed.",
    "Passenger refused to pay and spat in driver's face then ran off. Driver does not want to pursue.",
    "IP's son, 17, has smashed up the front room and pushed her into the door frame. She just wants him out for the night.",
    "Four cars in the street all had wing mirrors kicked off overnight. One owner spoken to.",
    "He turned up again despite his non mol, banging on the window. Gone on arrival. IP reassured.",
    "Female passer by says man had it out and was playing with himself in the bus shelter. No trace.",
]

CLEAN = [
    "Alarm activation at jewellers, keyholder attended, premises secure, no sign of break in or theft. False alarm.",
    "Concern for female, not assaulted, argument only with sister over inheritance, no threats made, no damage. All in order.",
    "RTC two vehicles, no injuries, damage to both, details exchanged.",
    "Caller asking what happens if her ex breaches his bail, nothing has happened, advice given.",
    "Report of male with a knife, on arrival was a chef on a break, no offences.",
    "Lost property: purse mislaid on bus 42, contents cash and cards. Handed in at depot since.",
    "Missing person aged 15, returned home safe and well, no disclosure made, not harmed.",
    "Caller wants an update on her burglary, crime already recorded last week, message left for OIC.",
    "Neighbour worried he might hit his wife, heard shouting. Seen both, film on loud, no domestic.",
    "Male threatening to jump from bridge, detained s136, no threats to others.",
    "Police forced entry, concern for elderly occupant, found collapsed, ambulance took to hospital.",
    "Crime prevention visit after spate of shed burglaries in the area, owner not a victim.",
    "Noise complaint, fireworks, no damage and nobody hurt.",
    "Asked whether she had been raped or touched, female says no, was ill at a party and friends took her home.",
    "Child fell off the slide, bruised arm, mother and ambulance present, accident.",
    "Off road bikes in the park, gone on arrival.",
    "Bank card swallowed by machine, caller thought fraud, bank confirms no fraud.",
    "Cows on the road near the farm shop, owner contacted.",
    "Suspicious vehicle, occupants waiting for a friend, all correct, no crime.",
    "Silent 999, call back, toddler playing with phone.",
    "Firework display stewards report lost child, reunited with mother.",
    "Dog loose on the main road, returned to owner, owner given advice about the gate.",
    "Tenant threatened with eviction by housing association, civil dispute.",
    "Report of a stolen car: owner's son had it with permission, mistake, no theft.",
]


def points(text: str) -> int:
    return total(score(LogFacts(text=text, closed=True, closing_code="Resulted")))


def test_hidden_crimes_stand_above_what_only_sounds_like_crime():
    """The area under the curve: how often a hidden crime outranks a clean log (a coin gives one half)."""
    missed, clean = [points(t) for t in MISSED], [points(t) for t in CLEAN]
    won = sum((m > c) + (m == c) / 2 for m in missed for c in clean)
    assert won / (len(missed) * len(clean)) >= 0.9


@pytest.mark.parametrize("text", MISSED)
def test_every_hidden_crime_is_on_the_list(text):
    assert points(text) > 0


# What inspectors found written off, told again in a few words of our own (HMIC 2014 to HMICFRS 2025).
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Patient told her GP she asked him to stop and he carried on. GP reporting.", "went-on"),
        ("Boy aged 13 disclosed to parents that an older lad raped him, family do not want him upset", "rape"),
        ("Care home: staff member slapped two of the young residents. Closed as no violence.", "assault"),
        ("Handbag stolen, no serial number for the phone so not taken", "theft"),
        ("Walked into the woods, told to undress, had sex though she did not want sex with him", "rape"),
        ("DV form completed. He punched her and threatened to kill her. No crime raised.", "threats-to-kill"),
        ("Worker brought here with a promise of a job, forced to work, passport kept by boss", "held-or-trafficked"),
        ("15 year old has sent naked pictures of herself to a boy who is sharing nudes round school", "intimate-images"),
        ("Victim reports abusive messages every day from ex, feels harassed", "stalking-harassment"),
        ("Her jaw was broken in the attack", "assault"),
        ("Youths shouting racist abuse at caller each evening", "hate-or-public-order"),
        ("He controls her money and won't let her see her sister", "control"),
    ],
)  # fmt: skip
def test_the_kinds_that_inspectors_found_are_found(text, rule):
    assert rule in {reason.rule for reason in score(LogFacts(text=text))}
