"""Folding, the question language, near spellings and snippets: everything of the search that needs no database."""

import pytest

from onrecord.finding.asking import Term, fits, understand
from onrecord.finding.folding import GAP, compact, phone, spans, squash, words
from onrecord.finding.snippets import Piece, best, marked
from onrecord.finding.spelling import is_near, keys, sound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O’Brien, Zoë; MÜLLER", ["obrien", "zoe", "muller"]),
        ("Łódź Straße Ærø", ["lodz", "strasse", "aero"]),
        ("e\u0301cole = école", ["ecole", "ecole"]),
        ("王小明报警", list("王小明报警")),
        ("さくら が", ["さ", "く", "ら", "か"]),
        ("الشَّمْري أحمد", ["الشمري", "احمد"]),
        ("น้ำ", ["น", "ํ", "า"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("Жанна Ёлкина", ["жанна", "елкина"]),
        ("🔪 and 👩🏽‍🚒", ["🔪", "and", "👩", "🚒"]),
        ("١٢٣ / 456", ["123", "456"]),
        ("20BW/123456A/18", ["20bw", "123456a", "18"]),
        ("a=b_c\x00d", ["a", "b", "c", "d"]),
        ("", []),
        ("x" * 500, ["x" * 60]),
    ],
)
def test_every_script_is_folded_to_words(text, expected):
    assert words(text) == expected


def test_no_typed_word_can_be_a_mark_of_the_index():
    assert GAP not in "".join(words("=log = =d1 ＝x"))


def test_numbers_and_postcodes_have_one_form_however_they_are_written():
    for number in ("07700 900123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700-900123"):
        assert compact(f"ring {number}, please") == ["=t07700900123"], number
        assert phone(number) == "07700900123"
    assert compact("at B1 1AA and sw1a1aa") == ["=pb11aa", "=psw1a1aa"]
    assert compact("grid SP 068 864") == ["=gsp068864"]
    assert compact("SP 06 8645, room 12, 5 pm, 2 AB") == []
    assert squash("20bw-123456a 18") == squash("20BW/123456A/18")


def test_spans_are_the_words_with_their_places():
    text = "Zoë’s 王 ﬁre at B1 1AA: 🔪!"
    found = spans(text)
    plain = [one.word for one in found if not one.word.startswith("=")]
    assert plain == words(text)
    assert text[found[0].start : found[0].end] == "Zoë’s"
    assert [text[one.start : one.end] for one in found if one.word == "=pb11aa"] == ["B1 1AA"]


def test_the_question_language():
    asked = understand('knife "garden path" thre* -dog -"front door"')
    assert asked.must == (
        (Term(("knife",)),),
        (Term(("garden", "path")),),
        (Term(("thre",), True),),
    )
    assert asked.never == (Term(("dog",)), Term(("front", "door")))
    assert not asked.whole
    assert understand("“garden path”").must == ((Term(("garden", "path")),),)
    assert understand("20bw/123456A/18").whole == (Term(("=r20bw123456a18",)),)
    assert understand("07700 9001").whole[-1] == Term(("=t077009001",), True)
    assert understand("near B1 1AA").must[1] == (Term(("b1", "1aa")), Term(("=pb11aa",)))
    assert not understand("-dog")
    assert "must occur" in understand("-dog").left_out[0]
    assert "at least 3 letters" in understand("a*").left_out[0]
    assert len(understand(" ".join(f"w{n}" for n in range(40))).must) == 16


@pytest.mark.parametrize(
    "text", ["", " ", '"', '""', "-", "*", '-"', "'", "((", "\x00", "a AND", "NEAR("]
)
def test_malformed_questions_are_questions_or_none(text):
    bool(understand(text))


def test_the_slow_way_of_answering():
    said = [words("The caller saw a knife on the garden path")]
    assert fits(understand("knife caller"), said)
    assert fits(understand('"garden path"'), said)
    assert not fits(understand('"path garden"'), said)
    assert fits(understand("gard*"), said)
    assert not fits(understand("knife -caller"), said)
    assert not fits(understand("-knife"), said)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("smith", "smyth"), ("mohammed", "muhamad"), ("catherine", "kathryn"), ("stephen", "steven"),
        ("johnson", "jonhson"), ("macdonald", "mcdonald"), ("siobhan", "shiobhan"), ("ann", "anne"), ("jon", "john"), ("الشمري", "الشمرى"[:-1] + "ا"),
    ],
)  # fmt: skip
def test_names_spelt_nearly_the_same_share_a_key_and_are_near(one, other):
    assert keys(one) & keys(other)
    assert is_near(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("smith", "jones"), ("smith", "smith"), ("khan", "chen")]
)
def test_other_names_are_not_near(one, other):
    assert not is_near(one, other)


def test_sound_needs_latin_letters():
    assert sound("王小明") == sound("99") == ""


def test_a_snippet_shows_the_place_and_escapes_everything():
    text = "x " * 300 + "<b>saw a Knife</b> & ran " + "y " * 300
    shown = marked(text, understand("knife saw").terms)
    assert "&lt;b&gt;<mark>saw</mark> a <mark>Knife</mark>&lt;/b&gt; &amp; ran" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 400
    assert marked("a <i>", ()) == "a &lt;i&gt;"


def test_the_best_piece_is_the_one_with_most_of_the_words():
    pieces = [Piece("", "a knife"), Piece("entry", "knife and path"), Piece("x", "path")]
    assert best(pieces, understand("knife path").terms) == pieces[1]
    assert best(pieces, understand("dog").terms) is None


def test_numbers_are_marked_however_they_were_asked_for():
    shown = marked("ring +44 7700 900123 now", understand("07700900123").terms)
    assert "<mark>+44 7700 900123</mark>" in shown
