import pytest

from onrecord.contact.references import reference_key, tidy


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (" 20bw/123456a/18 ", "20BW/123456A/18"),
        ("2020\u20100505", "2020-0505"),
        ("LOG  12\u00a034", "LOG1234"),
    ],
)
def test_references_are_compared_without_case_spaces_or_kinds_of_hyphen(given, key):
    assert reference_key(given) == key


def test_tidy_keeps_words_apart():
    assert tidy("  a \t b\n") == "a b"
