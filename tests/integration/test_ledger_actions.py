"""Appending, erasing, checkpoints: the same on SQLite and PostgreSQL."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from onrecord.ledger import actions
from onrecord.ledger.actions import (
    LedgerError,
    append,
    append_many,
    checkpoint_if_due,
    erase,
    make_checkpoint,
)
from onrecord.ledger.checkpoint import open_checkpoint
from onrecord.ledger.entry import EntryError, commitment, leaf_bytes
from onrecord.ledger.keys import KeyProblem, public_key, signer
from onrecord.ledger.models import (
    LedgerBody,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerErasure,
    LedgerHead,
)
from onrecord.ledger.tree import Frontier, leaf_hash

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    monkeypatch.delenv("ONRECORD_ORIGIN", raising=False)
    return tmp_path


def many(count, first=0):
    return [
        ("log.imported", f"log:campus:{n}", f'{{"n":{n}}}') for n in range(first, first + count)
    ]


def test_the_first_entry_opens_the_ledger_and_names_its_key():
    assert append(kind="log.imported", subject="log:campus:1", body={"n": 1}, by="sam") == 1
    opening = LedgerEntry.objects.get(seq=0)
    assert (opening.kind, opening.actor) == ("ledger.opened", "onrecord")
    said = json.loads(LedgerBody.objects.get(seq=0).body)
    assert said == {"origin": public_key().name, "public_key": public_key().to_text()}


def test_entry_body_leaf_and_head_fit_together():
    assert append_many(many(3), by="sam") == range(1, 4)
    assert append(kind="log.changed", subject="log:campus:É", body={"é": "ü"}, by="jo") == 4
    tree = Frontier()
    for entry in LedgerEntry.objects.order_by("seq"):
        body = LedgerBody.objects.get(seq=entry.seq)
        assert entry.commitment == commitment(bytes.fromhex(body.salt), body.body)
        fields = (
            entry.seq,
            entry.recorded_at,
            entry.kind,
            entry.subject,
            entry.actor,
            entry.commitment,
        )
        assert bytes(entry.leaf) == leaf_hash(leaf_bytes(fields))
        tree.append(bytes(entry.leaf))
    head = LedgerHead.objects.get()
    assert (head.size, head.frontier) == (5, tree.to_text())
    assert len({body.salt for body in LedgerBody.objects.all()}) == 5


def test_batches_of_any_size_make_the_same_tree(monkeypatch):
    monkeypatch.setattr(actions, "_AT_A_TIME", 7)
    assert append_many(iter(many(20)), by="sam") == range(1, 21)
    assert append_many([], by="sam") == range(21, 21)
    leaves = [
        bytes(leaf) for leaf in LedgerEntry.objects.order_by("seq").values_list("leaf", flat=True)
    ]
    tree = Frontier()
    tree.extend(leaves)
    assert LedgerHead.objects.get().frontier == tree.to_text()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": ""}, "kind: it is empty"),
        ({"kind": "k" * 61}, "kind: 61"),
        ({"subject": "a\tb"}, "subject.*control character"),
        ({"subject": "s" * 201}, "subject: 201"),
        ({"by": "a\nb"}, "by.*control character"),
        ({"by": ""}, "by: it is empty"),
        ({"body": {"rate": 1.5}}, "body.rate"),
        ({"body": {"text": "half a \ud83d"}}, "isn't text"),
    ],
)
def test_what_cannot_be_written_is_refused(changes, message):
    given = {"kind": "log.imported", "subject": "log:campus:1", "body": {}, "by": "sam", **changes}
    with pytest.raises(EntryError, match=message), transaction.atomic():
        append(**given)
    assert LedgerEntry.objects.filter(seq__gt=0).count() == 0


def test_a_body_that_is_not_canonical_is_refused():
    with (
        pytest.raises(EntryError, match="log:x:1: the body holds a line end"),
        transaction.atomic(),
    ):
        append_many([("log.imported", "log:x:1", '{\n"a":1}')], by="sam")


def test_unusual_but_printable_subjects_are_taken():
    subject = "log:campus:20\u00a0BW \u200b½"
    seq = append(kind="log.imported", subject=subject, body={}, by="sam")
    assert LedgerEntry.objects.get(seq=seq).subject == subject


class TestErasing:
    def test_the_body_goes_and_the_reason_stays(self):
        append_many(many(3), by="sam")
        assert erase(seq=2, reason=" Court order 12/26 ", by="jo") == 4
        assert not LedgerBody.objects.filter(seq=2).exists()
        assert list(LedgerErasure.objects.values_list("seq", "entry_seq")) == [(2, 4)]
        entry = LedgerEntry.objects.get(seq=4)
        assert (entry.kind, entry.subject, entry.actor) == ("record.erased", "log:campus:1", "jo")
        assert json.loads(LedgerBody.objects.get(seq=4).body) == {
            "seq": 2,
            "reason": "Court order 12/26",
        }

    @pytest.mark.parametrize(
        ("seq", "message"),
        [
            (0, "explains the ledger"),
            (9, "no ledger entry 9"),
            (2, "already erased"),
            (4, "explains the ledger"),
        ],
    )
    def test_what_cannot_be_erased(self, seq, message):
        append_many(many(3), by="sam")
        erase(seq=2, reason="asked for", by="jo")
        with pytest.raises(LedgerError, match=message), transaction.atomic():
            erase(seq=seq, reason="asked for", by="jo")
        assert LedgerErasure.objects.count() == 1

    def test_a_reason_is_needed(self):
        append_many(many(3), by="sam")
        with pytest.raises(EntryError, match="reason"), transaction.atomic():
            erase(seq=2, reason="  ", by="jo")
        assert LedgerBody.objects.filter(seq=2).exists()


class TestCheckpoints:
    def test_it_is_signed_by_the_ledgers_own_key(self):
        append_many(many(3), by="sam")
        made = make_checkpoint(reason="import")
        checkpoint = open_checkpoint(made.note, [public_key()])
        head = LedgerHead.objects.get()
        assert checkpoint.origin == public_key().name
        assert checkpoint.size == made.size == head.size == 4
        assert checkpoint.root == Frontier.from_text(head.size, head.frontier).root()

    def test_one_for_each_size(self):
        append_many(many(3), by="sam")
        first = make_checkpoint(reason="import")
        again = make_checkpoint(reason="on request")
        assert (again.note, again.reason) == (first.note, "import")

    def test_an_empty_ledger_is_opened(self):
        assert make_checkpoint(reason="on request").size == 1

    def test_an_unknown_reason_is_refused(self):
        with pytest.raises(LedgerError, match="'weekly'"):
            make_checkpoint(reason="weekly")

    def test_hourly_and_daily(self, settings):
        assert checkpoint_if_due(timezone.now()) is None
        append_many(many(1), by="sam")
        now = timezone.now()
        assert checkpoint_if_due(now).reason == "daily"
        assert checkpoint_if_due(now) is None
        append_many(many(1, 1), by="sam")
        assert (
            checkpoint_if_due(now + timedelta(minutes=59)) is None
            or timezone.localtime(now).hour == 23
        )
        made = checkpoint_if_due(now + timedelta(minutes=61))
        assert made is None or made.reason in ("hourly", "daily")
        append_many(many(1, 2), by="sam")
        assert checkpoint_if_due(now + timedelta(days=1)).reason == "daily"

    def test_looking_again_is_free(self, django_assert_num_queries, monkeypatch):
        append_many(many(1), by="sam")
        monkeypatch.setattr(actions, "_last_look", -1000.0)
        assert checkpoint_if_due().reason == "daily"
        append_many(many(1, 1), by="sam")
        with django_assert_num_queries(0):
            assert checkpoint_if_due() is None

    def test_a_strange_key_does_not_sign(self, tmp_path, monkeypatch):
        append_many(many(1), by="sam")
        monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "another"))
        with pytest.raises(KeyProblem, match="not the key with which this ledger was opened"):
            make_checkpoint(reason="import")
        assert not LedgerCheckpoint.objects.exists()


class TestDamage:
    def test_nothing_is_appended_to_a_damaged_head(self, without_rules):
        append_many(many(3), by="sam")
        LedgerHead.objects.update(frontier="00" * 31)
        with pytest.raises(LedgerError, match="head row is damaged"):
            append_many(many(1, 3), by="sam")

    def test_nothing_is_appended_when_the_head_is_gone(self, without_rules):
        append_many(many(3), by="sam")
        LedgerHead.objects.all().delete()
        with pytest.raises(LedgerError, match="head row is gone"):
            append_many(many(1, 3), by="sam")


@pytest.fixture
def without_rules():
    from onrecord.ledger import triggers

    triggers.remove(connection)
    yield
    triggers.install(connection)


def test_a_rolled_back_entry_leaves_no_trace():
    append_many(many(2), by="sam")
    before = (
        LedgerHead.objects.values().get(),
        LedgerEntry.objects.count(),
        LedgerBody.objects.count(),
    )
    with transaction.atomic():
        append_many(many(50, 2), by="sam")
        erase(seq=1, reason="asked for", by="jo")
        transaction.set_rollback(True)
    after = (
        LedgerHead.objects.values().get(),
        LedgerEntry.objects.count(),
        LedgerBody.objects.count(),
    )
    assert after == before
    assert append_many(many(1, 2), by="sam") == range(3, 4)


class TestKeys:
    def test_they_are_made_once_and_private(self, tmp_path):
        first, second = signer(), signer()
        assert first.verifier == second.verifier == public_key()
        assert (tmp_path / "keys" / "ledger.key").stat().st_mode & 0o777 == 0o600
        assert first.origin == f"onrecord.invalid/{first.verifier.public.hex()[:8]}"

    def test_the_name_is_settled_at_first_use(self, monkeypatch):
        monkeypatch.setenv("ONRECORD_ORIGIN", "ledger.force.example")
        assert signer().origin == "ledger.force.example"
        monkeypatch.setenv("ONRECORD_ORIGIN", "another.example")
        assert signer().origin == "ledger.force.example"

    def test_an_impossible_name_is_refused(self, monkeypatch):
        monkeypatch.setenv("ONRECORD_ORIGIN", "two words")
        with pytest.raises(KeyProblem, match="ONRECORD_ORIGIN"):
            signer()

    def test_a_lost_key_is_not_replaced_in_silence(self, tmp_path):
        signer()
        (tmp_path / "keys" / "ledger.key").unlink()
        with pytest.raises(KeyProblem, match="backup"):
            signer()

    @pytest.mark.parametrize("damage", [b"", b"rubbish", b"\xff\xfe"])
    def test_damaged_files_are_sentences(self, tmp_path, damage):
        signer()
        public = tmp_path / "keys" / "ledger.pub"
        kept = public.read_bytes()
        public.write_bytes(damage)
        with pytest.raises(KeyProblem, match="damaged"):
            public_key()
        public.write_bytes(kept)
        (tmp_path / "keys" / "ledger.key").write_bytes(damage)
        with pytest.raises(KeyProblem, match="Ed25519"):
            signer()

    def test_halves_of_two_keys_are_refused(self, tmp_path, monkeypatch):
        signer()
        public = (tmp_path / "keys" / "ledger.pub").read_bytes()
        monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "b"))
        signer()
        (tmp_path / "b" / "keys" / "ledger.pub").write_bytes(public)
        with pytest.raises(KeyProblem, match="doesn't belong"):
            signer()

    def test_no_key_yet(self):
        with pytest.raises(KeyProblem, match="nothing has been signed"):
            public_key()
