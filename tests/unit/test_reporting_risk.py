"""What presses in a report on line: each rule does what its own examples say, and nothing takes long."""

import time
from datetime import date

import pytest

from onrecord.contact.force import force
from onrecord.contact.thrive import HEADS
from onrecord.people.roles import Role
from onrecord.reporting.receiving.risk import assess, level_of, proposed
from onrecord.reporting.receiving.signs import wrong_signs
from onrecord.reporting.receiving.triage import TriageError, triage, wrong_triage

DAY = date(2026, 6, 1)


def rules(account, **more):
    return {risk.rule: risk for risk in assess(account=account, on=DAY, **more)}


def test_every_rule_matches_its_examples_and_no_counterexample():
    assert wrong_triage() == {}


def test_every_sign_matches_its_examples_and_no_counterexample():
    assert wrong_signs(triage().signs) == {}


def test_the_rules_name_what_the_force_has():
    held = triage()
    proposals = [
        *held.words.values(),
        *held.disclosed.values(),
        *(each.proposal for each in held.signs.signs),
        *(each.proposal for each in held.answered),
    ]
    assert len(proposals) > 25
    for each in proposals:
        assert set(each.heads) <= set(HEADS), each.id
        assert set(each.qualifiers) <= set(force().qualifiers), each.id
        assert not each.grade or force().grade(each.grade), each.id
    assert set(held.alert_roles) <= set(Role.values)
    for answered in held.answered:
        assert answered.told <= set(force().qualifiers)


@pytest.mark.parametrize(
    ("account", "level"),
    [
        ("My bike was taken from outside the library on Monday. It is blue.", 0),
        ("Somebody scratched my car in the car park. This is the third time.", 1),
        ("A man pulled a knife on my friend and ran off.", 3),
        ("There was a knife on the grass by the swings.", 2),
        ("My ex put his hands round my neck last night.", 3),
        ("He is outside my house now, kicking the door", 3),
        ("He raped me after the party.", 3),
        ("Nobody was hurt. He had no knife and did not threaten me.", 0),
    ],
)
def test_the_urgent_come_first(account, level):
    assert level_of(assess(account=account, on=DAY)) == level


def test_the_words_it_goes_by_are_quoted():
    risk = rules("I was at home.\nHe said he would stab me. <b>Then</b> he left.")["weapon"]
    assert "he would stab me" in risk.quote
    assert risk.quote in risk.says


def test_answers_people_and_qualifiers_count_as_words_do():
    assert "said-throat" in rules("x", answers=[["rules:what", ["what", "throat"]]])
    assert "said-sexual" in rules("x", answers=[["rules:sexual-what", "touching"]])
    assert "said-danger" in rules("x", answers=[["danger", "yes"]])
    assert not rules("x", answers=[["danger", "no"], ["rules:what", "theft"], ["danger"]])
    assert "told-domestic" in rules("x", qualifiers=["domestic abuse"])
    young = {"roles": ["victim"], "born": "2008-06-02"}
    assert "young" in rules("x", people=[young])
    assert not rules("x", people=[{**young, "born": "2008-06-01"}, {**young, "roles": ["witness"]}])
    assert "old" in rules("x", people=[{"roles": ["victim"], "age": 75}])
    assert "safe-words" in rules("x", contact={"safe": "Only in the morning"})


def test_words_in_the_middle_of_a_long_account_are_read():
    filler = "The weather was grey and the bus was late. " * 1000
    assert "breathing" in rules(f"{filler}He strangled me. {filler}")


def test_a_proposal_is_the_most_urgent_grade_and_every_word_once():
    found = proposed(
        [
            {"grade": "2", "qualifiers": ["child"], "heads": {"harm": "Look."}},
            {"grade": "1", "qualifiers": ["child", "weapons"], "heads": {"harm": "Look."}},
            {"grade": "", "qualifiers": [], "heads": {}},
        ]
    )
    assert found == {"grade": "1", "qualifiers": ["child", "weapons"], "heads": {"harm": "Look."}}
    assert proposed([])["grade"] == ""


@pytest.mark.parametrize("text", ["x" * 100_000, "he " * 33_333, "my ex " * 16_666, "<b>" * 33_333])
def test_no_text_keeps_it_busy(text):
    assess(account="warm", on=DAY)
    began = time.process_time()
    assess(account=text, on=DAY)
    assert time.process_time() - began < 1


def test_a_rule_that_can_not_be_used_is_named(tmp_path):
    path = tmp_path / "triage.toml"
    levels = "".join(f'[[level]]\nnumber = {n}\nsays = "w"\nhours = 1\n' for n in range(4))
    alert = '[alert]\nroles = ["supervisor"]\nmost = 1\n'
    path.write_text(levels + alert + '[[rule]]\nid = "odd"\nlevel = 3\nsays = "{quote}"\n')
    with pytest.raises(TriageError, match="odd”: write phrases"):
        triage(path)
    path = tmp_path / "other.toml"
    path.write_text(levels + alert + '[[disclosed]]\nrules = ["no-such"]\nlevel = 3\n')
    with pytest.raises(TriageError, match="no-such"):
        triage(path)


WELSH = (
    "Mae fy ngŵr wedi fy nhagu eto neithiwr. Roedd cyllell ganddo a dywedodd y byddai'n fy lladd i."
)


@pytest.mark.parametrize(
    ("account", "level"),
    [
        (WELSH, 3),
        ("Roedd cyllell ganddo ac mae'n dal yma.", 2),
        ("Cafodd fy meic ei ddwyn o'r sied nos Lun. Mae'n las ac mae ganddo fasged.", 2),
        ("Mąż mnie dusił i groził, że mnie zabije. Miał nóż w ręku.", 2),
        ("Mein Mann hat mich gewürgt und gesagt, er bringt mich um", 2),
        ("Mi marido me agarró del cuello y dijo que me iba a matar con un cuchillo", 2),
        ("Mon mari m'a étranglée et il a dit qu'il allait me tuer avec un couteau", 2),
        ("Soțul meu m-a strâns de gât și a zis că mă omoară", 2),
        ("Mijn man heeft mij gewurgd en is in het huis met een mes", 2),
        ("Муж меня душил и угрожал ножом", 2),
        ("خنقني زوجي", 2),
        ("丈夫掐我的脖子", 2),
        # A foreign part of an English account.
        ("Hello, I want to report this please. " + "Mąż mnie dusił i groził, że mnie zabije. " * 6, 2),
        # Short English, lists, names and figures are no other language.
        ("Bike stolen", 0),
        ("Phone stolen from Halfords Croydon Tuesday", 0),
        ("Blue Trek bike taken outside Tesco", 0),
        ("Stolen: Makita drill DHP482, DeWalt saw DCS570, Bosch grinder, two keys, one Stihl strimmer", 0),
        ("Nos. 12, 14 and 16 Llanfihangel Road: windows broken on Monday", 0),
        ("ok", 0),
        ("", 0),
    ],
)  # fmt: skip
def test_what_the_rules_can_not_read_is_never_calm(account, level):
    assert level_of(assess(account=account, on=DAY)) == level


def test_on_the_welsh_pages_a_person_reads_it_within_the_hour_whatever_it_says():
    found = rules("Dwyn beic", language="cy")
    assert found["unread"].level == 2
    assert "can't read" in found["unread"].says
    assert "unread" in rules("My bike was taken from the shed.", language="cy")
    assert "unread" not in rules("My bike was taken from the shed.")


def test_the_same_is_not_said_twice_for_words_and_for_an_answer():
    throat = [["rules:what", ["what", "throat"]]]
    found = assess(account="He strangled me. " + WELSH, answers=throat, on=DAY)
    assert {"breathing", "welsh-throat", "said-throat"} <= {risk.rule for risk in found}
    heads = proposed([risk.as_dict() for risk in found])["heads"]
    assert heads["harm"].count("Pressure on the neck can injure hours later") == 1
