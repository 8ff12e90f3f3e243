"""The sample can be proved not to have been chosen: drawn again by us, and by twenty lines that know nothing of us."""

import csv
import gzip
import hashlib
import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from onrecord.audit.estimate.estimate import estimate_audit
from onrecord.audit.models import Audit, SampleItem, Stratum
from onrecord.audit.sample.frame_file import frame_path
from onrecord.audit.sample.replay import verify_draw
from onrecord.contact.models import Log
from onrecord.ledger.models import LedgerBody
from onrecord.recording.models import Crime
from tests.audit_world import make_audit, make_logs

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit(made_audit):
    path = frame_path(made_audit.frame_hash)
    frame = path.read_bytes()
    yield deepcopy(made_audit)
    path.write_bytes(frame)


def outsider(audit):
    """What a sceptic writes who has only the frame file, the ledger entry, and docs/explanation/sample-and-estimate.md."""
    body = json.loads(LedgerBody.objects.get(seq=audit.entry_seq).body)
    text = gzip.decompress(frame_path(body["frame"]["hash"]).read_bytes())
    frame_hash = hashlib.sha256(text).hexdigest()
    strata = body["design"]["strata"]
    logs = {number: [] for number in range(len(strata))}
    for row in csv.DictReader(text.decode().splitlines()):
        linked = row["linked"] == "1"
        code = " ".join(row["closing_code"].split()).casefold()
        named = [n for n, s in enumerate(strata) if s["linked"] == linked and code in s["codes"]]
        rest = [n for n, s in enumerate(strata) if s["linked"] == linked and s["rest"]]
        logs[(named or rest)[0]].append((row["system"], row["ref_key"]))

    def number(before, log):
        return hashlib.sha256(
            f"{before}{body['seed']}|{frame_hash}|{log[0]}|{log[1]}".encode()
        ).hexdigest()

    sample = []
    for n, stratum in enumerate(strata):
        assert len(logs[n]) == stratum["logs"]
        sample += sorted(logs[n], key=lambda log: number("", log))[: stratum["to_read"]]
    return sorted(sample, key=lambda log: number("reading order|", log))


def kept(audit):
    items = audit.items.order_by("position")
    return list(items.values_list("log__system", "log__ref_key"))


def test_an_outsider_draws_the_same_sample(audit):
    assert outsider(audit) == kept(audit)


def test_the_lines_in_the_documentation_draw_it_too(audit, tmp_path):
    page = Path(__file__).parents[2] / "docs/explanation/sample-and-estimate.md"
    program = re.search(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "draw.py").write_text(program, encoding="utf-8")
    document = json.dumps(estimate_audit(audit).to_json())
    (tmp_path / "estimate.json").write_text(document, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "draw.py", "estimate.json", frame_path(audit.frame_hash)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    listed = [tuple(line.split("|")) for line in done.stdout.splitlines()]
    assert listed == [(str(at), *log) for at, log in enumerate(kept(audit), start=1)]


def test_the_replay_agrees(audit):
    check = verify_draw(audit)
    assert check.ok
    assert check.logs == 500
    assert "Drawn again from the frame of 500 logs" in check.sentence()


def test_the_same_logs_imported_afresh_give_the_same_sample(audit):
    before, audit_hash = kept(audit), audit.frame_hash
    Audit.objects.all().delete()
    Log.objects.all().delete()
    Crime.objects.all().delete()
    make_logs()
    again = make_audit()
    assert again.frame_hash == audit_hash
    assert kept(again) == before


def test_one_changed_log_changes_the_frame(audit):
    Log.objects.filter(ref="storm/00123").update(closing_code="No Crime")
    assert make_audit(name="again").frame_hash != audit.frame_hash


def test_other_draws_from_the_same_frame_are_told(audit):
    make_audit(name="second try", seed="8")
    assert verify_draw(audit).same_frame == ["second try"]
    assert "Other samples were drawn from this frame: second try." in verify_draw(audit).sentence()


def change(model, **values):
    model.objects.filter(pk=model.objects.order_by("pk").first().pk).update(**values)


def exchange_a_log(audit):
    drawn = set(audit.items.values_list("log_id", flat=True))
    item = audit.items.select_related("log").order_by("position").first()
    other = Log.objects.filter(
        closing_code=item.log.closing_code, link_state=item.log.link_state
    ).exclude(pk__in=drawn)
    SampleItem.objects.filter(pk=item.pk).update(log=other.first())


def change_a_rate(audit):
    design = audit.design
    design["strata"][0]["crime_rate"] = "0.900000"
    Audit.objects.filter(pk=audit.pk).update(design=design)


def swap_positions(audit):
    SampleItem.objects.filter(audit=audit, position=1).update(position=1000)
    SampleItem.objects.filter(audit=audit, position=2).update(position=1)
    SampleItem.objects.filter(audit=audit, position=1000).update(position=2)


def change_the_frame_file(audit):
    path = frame_path(audit.frame_hash)
    path.write_bytes(
        gzip.compress(gzip.decompress(path.read_bytes()).replace(b"No crime", b"No Crime", 1))
    )


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (exchange_a_log, "The list to read is not the sample"),
        (swap_positions, "The list to read is not the sample"),
        (
            lambda a: a.items.order_by("position").last().delete(),
            "The list to read is not the sample",
        ),
        (
            lambda a: a.items.filter(position=3).update(inclusion_probability=0.5),
            "Inclusion probabilities",
        ),
        (change_a_rate, "not as the ledger has it"),
        (lambda a: change(Audit, seed="8"), "not as the ledger has it"),
        (lambda a: change(Audit, entry_seq=None), "The ledger has no entry"),
        (lambda a: change(Audit, entry_seq=0), "The ledger has no entry"),
        (lambda a: change(Audit, design={}), "design is damaged"),
        (change_the_frame_file, "Somebody changed the file"),
        (lambda a: frame_path(a.frame_hash).unlink(), "Put it back from a backup"),
    ],
)
def test_whatever_was_changed_is_found(audit, tamper, says):
    tamper(audit)
    audit.refresh_from_db()
    check = verify_draw(audit)
    assert not check.ok
    assert says in " ".join(check.problems)
    assert check.sentence().startswith("This sample could not be drawn again.")


def test_strata_rows_don_t_decide_the_replay_design_does(audit):
    """Stratum rows are for pages; a change there can't move the sample, and the estimate doesn't use them."""
    change(Stratum, size=1)
    assert verify_draw(audit).ok
