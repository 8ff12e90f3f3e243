"""Notes and checkpoints against published examples of the C2SP formats."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.ledger.checkpoint import Checkpoint, open_checkpoint
from onrecord.ledger.note import NoteError, Verifier, key_id, open_note, sign, split

# The example of Go's sumdb/note package, from which C2SP signed-note comes.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
# The example of c2sp.org/signed-note: a text with an empty line in it.
QUASIMODO_NOTE = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
# The example of c2sp.org/tlog-checkpoint.
CHECKPOINT_NOTE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""


@pytest.mark.parametrize(("key", "note"), [(NEUMANN, NEUMANN_NOTE), (FOO, FOO_NOTE)])
def test_published_notes_open_with_their_keys(key, note):
    verifier = Verifier.from_text(key)
    text, signers = open_note(note, [verifier])
    assert note.startswith(text)
    assert signers == [verifier]
    assert verifier.to_text() == key


def test_a_changed_letter_is_refused():
    with pytest.raises(NoteError, match="altered"):
        open_note(FOO_NOTE.replace("an example", "my example"), [Verifier.from_text(FOO)])


def test_unknown_keys_are_passed_over_and_not_believed():
    both = FOO_NOTE + "— example.com/unknown " + base64.b64encode(b"\x00" * 68).decode() + "\n"
    assert open_note(both, [Verifier.from_text(FOO)])[1] == [Verifier.from_text(FOO)]
    with pytest.raises(NoteError, match="None of the known keys"):
        open_note(FOO_NOTE, [Verifier.from_text(NEUMANN)])
    with pytest.raises(NoteError, match="None of the known keys"):
        open_note(FOO_NOTE, [])


def test_the_last_empty_line_parts_text_and_signatures():
    text, [(name, number, signature)] = split(QUASIMODO_NOTE)
    assert text.endswith("ed è subito sera.\n")
    assert name == "quasimodo.example/salvatore"
    assert (len(number), len(signature)) == (4, 64)


def test_the_published_checkpoint_reads_and_writes_back():
    text, [(name, number, _)] = split(CHECKPOINT_NOTE)
    checkpoint = Checkpoint.from_text(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root == base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert checkpoint.to_text() == text
    assert name == checkpoint.origin
    assert number == bytes.fromhex("033de0ae")


def test_what_we_sign_opens_again():
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    checkpoint = Checkpoint("force.example/ledger", 7, bytes(range(32)), ("kept", "as it is"))
    note = checkpoint.sign(key)
    public = key.public_key().public_bytes_raw()
    verifier = Verifier("force.example/ledger", public)
    assert open_checkpoint(note, [verifier]) == checkpoint
    assert note == checkpoint.sign(key)  # Ed25519 has no chance in it
    assert (
        note.split("— force.example/ledger ")[1].strip()[:5]
        == (base64.b64encode(key_id("force.example/ledger", public) + b"\x00\x00").decode()[:5])
    )


def test_a_checkpoint_signed_under_another_name_is_not_the_ledgers():
    key = Ed25519PrivateKey.generate()
    note = sign(Checkpoint("a.example", 1, bytes(32)).to_text(), "b.example", key)
    with pytest.raises(NoteError, match="not by that ledger's own key"):
        open_checkpoint(note, [Verifier("b.example", key.public_key().public_bytes_raw())])


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n1\n",
        f"\n1\n{ROOT}\n",
        f"origin\n01\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n+1\n{ROOT}\n",
        f"origin\n1_0\n{ROOT}\n",
        f"origin\n٣\n{ROOT}\n",
        f"origin\n99999999999999999999\n{ROOT}\n",
        f"origin\n1\n{ROOT[:-4]}\n",
        f"origin\n1\n{ROOT[:-2]}B=\n",
        f"origin\n1\n{ROOT}",
        f"origin\n1\n{ROOT}\n\n",
        "origin\n1\nnot base64\n",
    ],
)
def test_texts_that_are_no_checkpoint(text):
    with pytest.raises(NoteError):
        Checkpoint.from_text(text)


@pytest.mark.parametrize(
    "note",
    [
        "no signature\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n- name AAAAAAAAAAA=\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name !!!!\n",
        "text\n\n— na+me AAAAAAAAAAA=\n",
        "text\n\n— name AAAAAAAAAAA=",
        "text\r\n\r\n— name AAAAAAAAAAA=\r\n",
        "te\x00xt\n\n— name AAAAAAAAAAA=\n",
        "text\n\n" + "— name AAAAAAAAAAA=\n" * 65,
    ],
)
def test_texts_that_are_no_note(note):
    with pytest.raises(NoteError):
        split(note)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+530d903a",
        "name+530d903a+!!!",
        FOO.replace("530d903a", "530d903b"),
        FOO.replace("example.com/foo", "example.com/bar"),
        "a b+530d903a+" + FOO.split("+", 2)[2],
        "example.com/foo+530d903a+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
        "example.com/foo+530d903a+" + base64.b64encode(b"\x01" + bytes(31)).decode(),
    ],
)
def test_lines_that_are_no_public_key(line):
    with pytest.raises(NoteError):
        Verifier.from_text(line)


def test_texts_that_cannot_be_signed():
    key = Ed25519PrivateKey.generate()
    for text in ("no line end", "a\ttab\n", "a\rreturn\n"):
        with pytest.raises(NoteError):
            sign(text, "name", key)
    for name in ("", "a b", "a+b", "a\u2003b"):
        with pytest.raises(NoteError):
            sign("text\n", name, key)
    for origin in ("", "two\nlines"):
        with pytest.raises(NoteError):
            Checkpoint(origin, 1, bytes(32)).to_text()
