"""One entry as bytes."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from onrecord.ledger.entry import (
    Entry,
    EntryError,
    canonical_json,
    check_field,
    commitment,
    leaf_bytes,
    timestamp,
)


def test_the_leaf_is_the_documented_line():
    entry = Entry(
        7, "2026-03-01T09:30:00.000000Z", "log.imported", "log:campus:É/1", "sam", "ab" * 32
    )
    assert leaf_bytes(entry) == (
        b"onrecord-entry-v1\t7\t2026-03-01T09:30:00.000000Z\tlog.imported\tlog:campus:\xc3\x89/1\tsam\t"
        + b"ab" * 32
    )


def test_the_commitment_is_sha256_of_salt_and_body():
    salt = bytes(range(16))
    assert commitment(salt, '{"é":1}') == hashlib.sha256(salt + '{"é":1}'.encode()).hexdigest()
    with pytest.raises(EntryError, match="isn't text at character 2"):
        commitment(salt, 'ab\ud800"')


def test_canonical_json_has_one_form():
    assert canonical_json({"b": [1, None, True], "a": {"z": "é\n", "y": ""}}) == (
        '{"a":{"y":"","z":"é\\n"},"b":[1,null,true]}'
    )
    assert canonical_json({"b": 1, "a": 2}) == canonical_json({"a": 2, "b": 1})


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"rate": 0.5}, "body.rate"),
        ({"list": [1, {"deep": 1.5}]}, r"body.list\[1\].deep"),
        ({1: "number as a key"}, "the key 1"),
        ({"when": datetime(2026, 3, 1, tzinfo=UTC)}, "datetime"),
        ({"some": {1, 2}}, "set"),
        ({"raw": b"x"}, "bytes"),
    ],
)
def test_what_has_no_single_text_is_refused(value, where):
    with pytest.raises(EntryError, match=where):
        canonical_json(value)


def test_times_are_utc_with_microseconds():
    summer = datetime(2026, 6, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert timestamp(summer) == "2026-06-01T08:30:00.000000Z"
    with pytest.raises(EntryError, match="no time zone"):
        timestamp(datetime(2026, 6, 1))


@pytest.mark.parametrize(
    "bad", ["a\tb", "a\nb", "a\r", "\x00", "a\x85b", "a\u2028b", "a\ud800", "\x7f"]
)
def test_control_characters_are_refused(bad):
    with pytest.raises(EntryError, match="control character"):
        check_field("subject", bad, 200)


def test_empty_and_long_fields_are_refused():
    with pytest.raises(EntryError, match="subject: it is empty"):
        check_field("subject", "", 200)
    with pytest.raises(EntryError, match="201 characters, at most 200"):
        check_field("subject", "x" * 201, 200)
    assert check_field("subject", "log:campus:Ümläut 1", 200) == "log:campus:Ümläut 1"
