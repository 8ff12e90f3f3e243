"""The page for the street in real Chromium: without signal from start to finish, sent once, nothing left behind."""

import json
import random
import re
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect

from crimerules.tree import AGAIN, Interview, screens
from tests.browser.conftest import sign_in
from tests.browser.street import ACCOUNT, PHRASE, set_up, simple_theft, write_report

pytestmark = pytest.mark.browser
PHOTO = bytes.fromhex("89504e470d0a1a0a") + b"made up for a test"


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    context.set_default_timeout(20_000)
    yield context
    context.close()


def stored(page: Page) -> str:
    """Everything that the browser keeps for this site, as text: databases, caches, storage."""
    return page.evaluate(
        """async () => {
          const found = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.body.innerText];
          for (const {name} of await indexedDB.databases()) {
            const db = await new Promise((ok) => { const r = indexedDB.open(name); r.onsuccess = () => ok(r.result); });
            for (const store of db.objectStoreNames) {
              const rows = await new Promise((ok) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => ok(r.result); });
              for (const row of rows) found.push(await spell(row));
            }
            db.close();
          }
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
          }
          return found.join("\\n");
          async function spell(value) {
            if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
            if (ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
            if (Array.isArray(value)) return (await Promise.all(value.map(spell))).join(" ");
            if (value && typeof value === "object") return (await Promise.all(Object.entries(value).map(async ([k, v]) => k + "=" + await spell(v)))).join(" ");
            return String(value);
          }
        }"""
    )


def test_without_signal_from_start_to_finish(phone, demonstration, tmp_path):
    page = phone.new_page()
    set_up(page, demonstration)
    phone.set_offline(True)
    page.reload()
    page.get_by_label("Pass phrase for this device").fill("something else")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("That is not the pass phrase")).to_be_visible()
    page.get_by_label("Pass phrase for this device").fill(PHRASE)
    page.get_by_role("button", name="Open", exact=True).click()
    write_report(page, simple_theft())
    expect(page.get_by_role("heading", name="Check and send")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^39 .*\(039/"))).to_be_visible()
    page.get_by_label("Name of the victim").fill("Zoë Ångström-李")
    page.get_by_label("Look up").or_(page.get_by_text("Look up an offence")).first.click()
    page.get_by_label("Words of the offence").fill("theft from person")
    expect(page.get_by_text("39 Theft from the person").first).to_be_visible()
    photo = tmp_path / "bag.png"
    photo.write_bytes(PHOTO)
    page.get_by_label("Photographs").set_input_files(photo)
    page.get_by_role("button", name="Keep and send").click()
    expect(page.get_by_role("status")).to_contain_text("No signal")
    expect(page.get_by_text("written and kept here, 1 file")).to_be_visible()
    held = stored(page)
    for secret in ("purse", "Ångström", "Low Street", "made up for a test", PHRASE):
        assert secret not in held.replace("12 Low Street written and kept here", ""), secret
    phone.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("heading", name=re.compile("^Log L"))).to_be_visible()
    expect(page.get_by_text("Nothing waits on this device.")).to_be_visible()
    assert page.evaluate("import('/static/field/store.js').then((store) => store.count())") == 0
    page.get_by_role("heading", name=re.compile("^Log L")).get_by_role("link").click()
    expect(page.get_by_text(ACCOUNT).first).to_be_visible()
    expect(page.get_by_text("Zoë Ångström-李").first).to_be_visible()
    expect(page.get_by_role("link", name="bag.png")).to_be_visible()
    expect(page.get_by_text(re.compile("sent .* arrived")).first).to_be_visible()


@pytest.mark.one_store
def test_a_closed_page_costs_no_answer(phone, demonstration):
    page = phone.new_page()
    set_up(page, demonstration)
    words = simple_theft()
    write_report(page, words[:2])
    here = Interview()
    for say in words[:2]:
        here = here.answer(say)
    # An answer is kept before the next question is shown.
    expect(page.get_by_role("heading", name=here.screen.asks, exact=True)).to_be_visible()
    page.close()
    page = phone.new_page()
    page.goto(demonstration.at("/field/"))
    page.get_by_label("Pass phrase for this device").fill(PHRASE)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("button", name="Go on with the report you began").click()
    expect(page.get_by_role("heading", name=here.screen.asks, exact=True)).to_be_visible()
    page.go_back()


@pytest.mark.one_store
def test_signing_out_empties_the_device(phone, demonstration):
    page = phone.new_page()
    set_up(page, demonstration)
    phone.set_offline(True)
    write_report(page, simple_theft())
    page.get_by_role("button", name="Keep and send").click()
    expect(page.get_by_role("status")).to_contain_text("No signal")
    page.get_by_role("button", name="Sign out of this device").click()
    expect(page.get_by_text("1 report is not sent yet.")).to_be_visible()
    page.get_by_role("button", name="Keep them and stay signed in").click()
    expect(page.get_by_text("1 report is not sent yet.")).to_be_hidden()
    phone.set_offline(False)
    # Signing out on the ordinary pages leads here first.
    page.goto(demonstration.at("/"))
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Pass phrase for this device").fill(PHRASE)
    page.get_by_role("button", name="Open", exact=True).click()
    page.wait_for_url("**/sign-in/**")
    left = page.evaluate(
        "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()]).then((all) => all.map((each) => each.length))"
    )
    assert left == [0, 0, 0]


@pytest.mark.one_store
def test_phone_and_rules_walk_the_same_way(phone, demonstration):
    """Ways by chance, about one to five things, lead the phone where they lead crimerules."""
    page = phone.new_page()
    sign_in(page, demonstration, "officer")
    page.goto(demonstration.at("/field/"))
    dice = random.Random(20260601)  # noqa: S311 -- a test that can be run again
    ways = [chance(dice, dice.randint(1, 5)) for _ in range(2500)]
    expected = []
    for words in ways:
        here = Interview()
        for say in words:
            here = here.answer(say)
        expected.append([here.at, [list(each) for each in here.expected()]])
    found = page.evaluate(
        """async (ways) => {
          const tree = await import("/static/field/tree.js");
          const rules = await (await fetch("/field/rules.json")).json();
          return ways.map((words) => {
            const here = tree.replay(rules, words);
            return here ? [here.at, tree.expected(rules, here)] : null;
          });
        }""",
        ways,
    )
    wrong = [(w, e, f) for w, e, f in zip(ways, expected, found, strict=True) if e != f]
    assert wrong == [], wrong[:3]


def chance(dice: random.Random, most: int) -> list[str]:
    """Answers about this many things at most, by chance."""
    here, words = Interview(), []
    while not here.finished:
        answers = here.screen.answers
        if here.at == AGAIN and len(here.acts) >= most:
            answers = tuple(each for each in answers if each.next not in screens())
        say = dice.choice(dice.choice(answers).words())
        here = here.answer(say)
        words.append(say)
    return words


def test_cut_off_at_any_moment_none_lost_none_doubled(phone, demonstration):
    """The line breaks before a report arrives, or after it was taken in and before the phone hears of it."""
    page = phone.new_page()
    set_up(page, demonstration)
    queue(page, 24, "cut")
    dice = random.Random(7)  # noqa: S311 -- a test that can be run again
    cuts = {"before": 0, "after": 0}

    def unreliable(route: Route) -> None:
        fate = dice.random()
        if fate < 0.2:
            cuts["before"] += 1
            route.abort("internetdisconnected")
        elif fate < 0.4:
            route.fetch()
            cuts["after"] += 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/field/send/", unreliable)
    sent = send_until_empty(page)
    assert cuts["before"] > 2
    assert cuts["after"] > 2
    assert len(sent) == len(set(sent)) == 24
    page.goto(demonstration.at("/logs/?state=none"))


def queue(page: Page, number: int, word: str) -> None:
    """Put reports into the phone's queue, as its own page does."""
    page.evaluate(
        """async ([number, word, phrase]) => {
          const store = await import("/static/field/store.js");
          const key = await store.unlock(phrase);
          for (let at = 0; at < number; at += 1) {
            const now = new Date().toISOString();
            await store.keep(key, {origin: crypto.randomUUID(), known_at: now, recorded_at: now, first_account: `${word} ${at}`,
              place: "", log_ref: "", names: {}, answers: [], note: "", source: "officer in the street"}, []);
          }
        }""",
        [number, word, PHRASE],
    )


def send_until_empty(page: Page, tries: int = 200) -> list[str]:
    """Send again and again, as the page does when signal returns; the logs that the phone was told of, in order."""
    return page.evaluate(
        """async ([phrase, tries]) => {
          const store = await import("/static/field/store.js");
          const send = await import("/static/field/send.js");
          const key = await store.unlock(phrase);
          const user = (await store.owner()).user;
          const logs = [];
          for (let at = 0; at < tries && await store.count(); at += 1) {
            try {
              await send.sendAll(key, user, (row, result) => { if (result.refused) throw new Error(result.refused); logs.push(result.log); });
            } catch (error) {
              if (!(error instanceof send.NoSignal)) throw error;
            }
          }
          if (await store.count()) throw new Error("something is left");
          return logs;
        }""",
        [PHRASE, tries],
    )


@pytest.mark.one_store
def test_rules_of_today_are_what_the_phone_holds(phone, demonstration):
    page = phone.new_page()
    sign_in(page, demonstration, "officer")
    held = page.request.get(demonstration.at("/field/rules.json"))
    data = json.loads(held.text())
    assert set(data["questions"]["screens"]) == set(screens())
    assert ["8N", "008/06"] in [row[:2] for row in data["offences"]]
    assert date.today().year >= 2026
