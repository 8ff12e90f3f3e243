"""Published responses without signing in: the office's switch, no draft ever, corrected and withdrawn versions, files, links from the proof."""

import csv
import io
import json
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.ledger.cli import verify_report
from onrecord.people.access import NotAllowed
from onrecord.public.actions import publish as publish_proof
from onrecord.public.actions import switch as switch_proof
from onrecord.public.export import export
from onrecord.response import finishing, opening, writing
from onrecord.response.errors import ResponseError
from onrecord.response.models import Response, Withdrawal
from tests import response_world as world

pytestmark = pytest.mark.django_db
# Words of a draft that stand nowhere else.
PROBE = "Zephyr wording"


@pytest.fixture(autouse=True)
def _no_demonstration(monkeypatch):
    monkeypatch.setattr("onrecord.response.opening.is_demonstration", lambda: False)
    monkeypatch.setattr("onrecord.public.policies.is_demonstration", lambda: False)


def addresses(ref="cdi-2026", numbers=(1, 2)):
    """Every address that is there without signing in."""
    found = [reverse("published-responses"), reverse("published-response", args=[ref])]
    for number in numbers:
        found.append(reverse("published-version", args=[ref, number]))
        found += [reverse("published-file", args=[ref, number, f]) for f in ("docx", "odt", "json")]
    return found


def read(client, ref="cdi-2026"):
    """All that anybody may read, as one text."""
    answers = [client.get(url) for url in addresses(ref)]
    return b"".join(each.content for each in answers if each.status_code == 200)


def correct(who, edition, overall):
    row = finishing.correct(response=edition.response, by=who["pcc"], reason="A figure was wrong.")
    writing.write_overall(response=row, by=who["pcc"], overall=overall)
    row = finishing.send_for_review(response=row, by=who["pcc"])
    row = finishing.sign_off(response=row, by=who["dep"])
    return finishing.publish(response=row, by=who["dep"])


def test_the_offices_switch_opens_it_and_nobody_elses(who, client):
    with pytest.raises(ResponseError, match="No response has been published"):
        opening.switch(by=who["pcc"], on=True)
    world.published(who)
    publish_proof(by=who["fcr"])
    switch_proof(by=who["fcr"], on=True)
    # The force's proof being open opens none of the commissioner's words.
    assert {client.get(url).status_code for url in addresses(numbers=[1])} == {404}
    assert "responses/of" not in client.get(reverse("public")).content.decode()
    for name in ("fcr", "dcc", "ada", "sam"):
        with pytest.raises(NotAllowed):
            opening.switch(by=who[name], on=True)
    client.force_login(who["pcc"])
    assert b"everybody" in client.post(reverse("published-switch"), {"on": "yes"}, follow=True).content  # fmt: skip
    client.logout()
    for url in addresses(numbers=[1]):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert answer["Cache-Control"] == "public, no-cache"
        assert not answer.cookies
        assert len(answer.content) < 100_000, url
    assert client.post(reverse("published-responses")).status_code == 405
    opening.switch(by=who["pcc"], on=False)
    assert {client.get(url).status_code for url in addresses(numbers=[1])} == {404}
    assert verify_report(records=True)[0]


def test_no_draft_is_reachable_at_any_stage(who, client):
    other = world.published(who, world.report(who, ref="other", title="Another report"))
    opening.switch(by=who["pcc"], on=True)
    row = world.complete(who)
    writing.write_overall(response=row, by=who["pcc"], overall=f"{PROBE}, first.")
    row.refresh_from_db()

    def nothing_is_there():
        assert PROBE.encode() not in read(client)
        assert client.get(reverse("published-response", args=["cdi-2026"])).status_code == 404
        for number in (0, 1, 2):
            assert client.get(f"/responses/of/cdi-2026/{number}/").status_code == 404
            assert client.get(f"/responses/of/cdi-2026/{number}/response.json").status_code == 404
        assert row.inspection.title not in client.get(reverse("published-responses")).content.decode().replace(other.response.inspection.title, "")  # fmt: skip

    nothing_is_there()
    row = finishing.send_for_review(response=row, by=who["pcc"])
    nothing_is_there()
    row = finishing.sign_off(response=row, by=who["dep"])
    nothing_is_there()
    edition = finishing.publish(response=row, by=who["dep"])
    assert PROBE.encode() in read(client)
    # A correction that is being written isn't read until it is published.
    row = finishing.correct(response=edition.response, by=who["pcc"], reason="A figure was wrong.")
    writing.write_overall(response=row, by=who["pcc"], overall="Quokka wording.")
    assert b"Quokka" not in read(client)
    assert b"A figure was wrong" not in read(client)
    # Whoever wrote, signed or published it is named nowhere.
    for name in ("pcc", "dep", "fcr"):
        assert f'"{name}"'.encode() not in read(client)
    # The pages of those who are signed in stay theirs.
    for url in (reverse("response-draft", args=["cdi-2026"]), reverse("response-edition", args=["cdi-2026", 1])):  # fmt: skip
        assert "sign-in" in client.get(url)["Location"]


def test_a_corrected_version_says_so_and_the_newest_stands(who, client):
    edition = world.published(who)
    opening.switch(by=who["pcc"], on=True)
    correct(who, edition, "Corrected words.")
    page = client.get(reverse("published-response", args=["cdi-2026"])).content.decode()
    assert "Corrected words." in page
    assert page.index(">Version 2<") < page.index("Version 1<")
    old = client.get(reverse("published-version", args=["cdi-2026", 1])).content.decode()
    assert "This version was corrected" in old
    assert "Corrected words." not in old
    held = json.loads(client.get(reverse("published-file", args=["cdi-2026", 1, "json"])).content)
    assert (held["state"], held["corrected_by_version"]) == ("corrected since", 2)


def test_a_withdrawn_version_is_read_by_nobody_outside(who, client, tmp_path):
    edition = world.published(who)
    opening.switch(by=who["pcc"], on=True)
    proof = publish_proof(by=who["fcr"])
    export(proof, tmp_path / "out")
    assert (tmp_path / "out/responses/cdi-2026-1.docx").is_file()
    with pytest.raises(NotAllowed):
        opening.withdraw(edition=edition, by=who["fcr"], reason="It names somebody.")
    with pytest.raises(ResponseError, match="Jane Doe"):
        opening.withdraw(edition=edition, by=who["pcc"], reason="It names Jane Doe.")
    client.force_login(who["pcc"])
    url = reverse("response-withdraw", args=["cdi-2026", 1])
    assert b"Nobody outside" in client.post(url, {"reason": "It named somebody."}, follow=True).content  # fmt: skip
    with pytest.raises(ResponseError, match="already"):
        opening.withdraw(edition=edition, by=who["pcc"], reason="Again.")
    assert b"withdrawn" in client.get(reverse("responses")).content
    client.logout()
    body = client.get(reverse("published-version", args=["cdi-2026", 1]))
    assert body.status_code == 410
    assert "It named somebody." in body.content.decode()
    words = b"Behind each crime is a victim"
    assert words not in body.content
    for form in ("docx", "odt", "pdf", "json"):
        answer = client.get(reverse("published-file", args=["cdi-2026", 1, form]))
        assert (answer.status_code, answer.content) == (410, b"")
    assert b"(withdrawn)" in render_proof(client, who)
    # What was exported before is taken out of the folder when it is written again.
    export(proof, tmp_path / "out")
    assert [each.name for each in (tmp_path / "out/responses").iterdir()] == ["cdi-2026-1.html"]
    assert words not in (tmp_path / "out/responses/cdi-2026-1.html").read_bytes()
    correct(who, edition, "Without the name.")
    assert b"Without the name." in client.get(reverse("published-response", args=["cdi-2026"])).content  # fmt: skip
    assert verify_report(records=True)[0]
    Withdrawal.objects.update(reason="Otherwise.")
    assert not verify_report(records=True)[0]


def render_proof(client, who):
    switch_proof(by=who["fcr"], on=True)
    return client.get(reverse("public")).content


def test_the_proof_leads_to_it_on_its_page_in_its_data_and_in_a_folder(who, client, tmp_path):
    edition = world.published(who)
    before = publish_proof(by=who["fcr"])
    assert before.content["responses"] == []
    opening.switch(by=who["pcc"], on=True)
    row = publish_proof(by=who["fcr"])
    page = render_proof(client, who).decode()
    url = reverse("published-version", args=["cdi-2026", 1])
    assert f'href="{url}"' in page
    assert client.get(url).status_code == 200
    (named,) = row.content["responses"]
    assert named["versions"][0]["sha256"] == edition.digest
    lines = list(csv.DictReader(io.StringIO(client.get(reverse("public-recommendations", args=[row.number])).content.decode("utf-8-sig"))))  # fmt: skip
    assert {line["response"] for line in lines} == {reverse("published-response", args=["cdi-2026"])}  # fmt: skip
    assert [line["number"] for line in lines] == ["Recommendation 1", "Recommendation 2"]
    names = export(row, tmp_path / "out")
    assert "responses/cdi-2026-1.json" in names
    text = (tmp_path / "out/index.html").read_text()
    assert 'href="responses/cdi-2026-1.html"' in text
    assert 'href="/' not in (tmp_path / "out/responses/cdi-2026-1.html").read_text()
    # An edition from before it was opened names none, and hidden again nothing leads there.
    assert url not in client.get(reverse("public-edition", args=[before.number])).content.decode()
    opening.switch(by=who["pcc"], on=False)
    assert url not in client.get(reverse("public")).content.decode()
    assert not [name for name in export(row, tmp_path / "out") if name.startswith("responses")]
    assert not list((tmp_path / "out/responses").iterdir())


def test_a_reason_of_lateness_names_nobody(who):
    report = world.report(who, published_on=timezone.localdate() - timedelta(days=80))
    row = world.signed(who, report)
    with pytest.raises(ResponseError, match="Jane Doe"):
        finishing.publish(response=row, by=who["pcc"], late_reason="Jane Doe was on leave.")
    made = finishing.publish(response=row, by=who["pcc"], late_reason="The office was closed.")
    assert made.late_reason == "The office was closed."


def test_a_page_is_quick_and_a_file_is_made_once(who, client, monkeypatch):
    world.published(who)
    opening.switch(by=who["pcc"], on=True)
    made = []
    from onrecord.response import published

    published._file.cache_clear()
    monkeypatch.setattr(published, "write", lambda document, form: made.append(form) or b"x")
    for _ in range(3):
        assert client.get(reverse("published-file", args=["cdi-2026", 1, "docx"])).content == b"x"
    assert made == ["docx"]
    published._file.cache_clear()
    url = reverse("published-response", args=["cdi-2026"])
    client.get(url)
    start = time.process_time()
    client.get(url)
    assert time.process_time() - start < 0.1
    assert Response.objects.count() == 1
