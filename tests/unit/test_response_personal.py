"""What may be about a person is found before publication: kinds one by one, and what must not be asked about."""

import pytest

from onrecord.response.personal import marks


def found(text, **more):
    return [(mark.kind, mark.text) for mark in marks(text, **more)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to jo.bloggs@example.org.", "email", "jo.bloggs@example.org"),
        ("Ring 0121 496 0000 at once.", "telephone", "0121 496 0000"),
        ("Ring +44 7700 900123.", "telephone", "+44 7700 900123"),
        ("Ring (01632) 960001.", "telephone", "(01632) 960001"),
        ("She lives in B1 1AA now.", "postcode", "B1 1AA"),
        ("at SW1A 2AA", "postcode", "SW1A 2AA"),
        ("NI QQ 12 34 56 C no, AB 12 34 56 C", "insurance", "AB 12 34 56 C"),
        ("a blue car, AB12 CDE,", "vehicle", "AB12 CDE"),
        ("DOB 01/02/1980", "birth", "DOB 01/02/1980"),
        ("the victim, born on 3 May 1999, said", "birth", "born on 3 May 1999"),
        ("a man aged 34", "age", "aged 34"),
        ("a 34-year-old man", "age", "34-year-old"),
        ("crime 20/123456/19 shows", "reference", "20/123456/19"),
        ("see 20DN1/123456A/19", "reference", "20DN1/123456A/19"),
        ("Crime: 1234567", "reference", "Crime: 1234567"),
        ("log 1234 of 15 January", "reference", "log 1234 of 15 January"),
        ("Crime no. CR-10042", "reference", "Crime no. CR-10042"),
        ("at 12 Made Up Road", "address", "12 Made Up Road"),
        ("told by Mrs Bloggs of it", "name", "Mrs Bloggs"),
        ("told by PC Bloggs of it", "name", "PC Bloggs"),
        ("Mr. J. Bloggs said", "name", "Mr. J. Bloggs"),
        ("Chief Constable Bloggs agrees", "name", "Constable Bloggs"),
        ("(Home Office) and Jo Bloggs (National Crime Registrar)", "name", "Jo Bloggs"),
        ("Jo Bloggs’s guidance", "name", "Jo Bloggs’s"),
        ("by Zoë Ó Briain-Łódź, who", "name", "Zoë Ó Briain-Łódź"),
        ("by J. R. Bloggs yesterday", "name", "J. R. Bloggs"),
        ("by Ana de Sousa yesterday", "name", "Ana de Sousa"),
        ("by Steve BLOGGS yesterday", "name", "Steve BLOGGS"),
        ("The review by Detective Sergeant Bloggs.", "name", "Sergeant Bloggs"),
        ("What Sarah told us first", "name", "Sarah"),
        ("Yesterday Sarah's account", "name", "Sarah's"),
    ],
)
def test_each_kind_is_found(text, kind, words):
    assert found(text) == [(kind, words)] or (kind, words) in found(text)
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The Police and Crime Plan asks for it. However, West Midlands Police has five Core Departments.",
        "Her Majesty's Inspectorate of Constabulary and Fire & Rescue Services published it on 15 January 2019.",
        "HMICFRS and WMP: CDI, NCRS, HOCR, N100 and FCR. Force CID reports to the CDI Gold Group.",
        "78.2 percent (with a confidence interval of +/- 2.87 percent), 5,700 per day, 71.8% to 80.0%.",
        "See https://www.example.org/media/470971/0121496000/Jo-Bloggs.pdf and www.example.org/Jo-Bloggs.",
        "Recommendation 1 of the Crime Data Integrity Inspection 2018, Police Act 1996 s.55, day 56.",
        "The Joint Audit Committee, the Strategic Policing and Crime Board, the Home Office Counting Rules.",
        "Whilst I hope that it works, I ask the Chief Constable. Additionally, the Inspector. Further work follows.",
        "Within six months. The force should. On Monday, in March, Force Contact did.",
        "Violent crime: 795; sexual offences: 508. Other crime: 1,234.",
        "3 months; 12 actions; 1,200 logs of May 2018; crimes of 2019; in 2018 incidents 12 were read.",
    ],
)
def test_what_names_nobody_is_not_asked_about(text):
    assert found(text) == []


def test_office_holders_may_be_named_and_nobody_else_of_their_name():
    names = ["Ada Chief-Example", "Bo Registrar Example"]
    assert found("Ada Chief-Example agrees, as does Constable Chief-Example.", allowed=names) == []
    assert found("Ann Chief-Example agrees.", allowed=names) == [("name", "Ann Chief-Example")]
    assert found("Madeup Engine will help.", allowed=["Madeup Engine"]) == []
    assert found("Madeup Engine will help.") == [("name", "Madeup Engine")]


def test_the_same_words_have_one_key_and_places_are_told():
    text = "Jo Bloggs and again Jo  Bloggs, JO."
    held = marks(text)
    assert text[held[0].start : held[0].end] == "Jo Bloggs"
    assert held[0].key == ("name", "jo bloggs")
    assert held[0].why == "may be the name of a person"


def test_a_long_text_is_read_to_its_end():
    """Patterns that go wrong on long rows would never come back."""
    text = "0" * 5_000 + " A" * 5_000 + "a@" * 5_000 + "log " * 5_000 + "Aa " * 5_000
    assert marks(f"{text}. Ring 0121 496 0000.")[-1].text == "0121 496 0000"


def test_a_force_adds_words_of_its_own(tmp_path):
    own = tmp_path / "not-names.toml"
    own.write_text('words = "madeup"\n', encoding="utf-8")
    assert found("Madeup Engine will help.", lists=[own]) == []
