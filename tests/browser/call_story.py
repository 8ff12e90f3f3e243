"""A domestic call and three crimes told at the door: what the stories of it share.

ONRECORD_SHOTS=FOLDER keeps the pictures of docs/how-to/from-the-call-to-the-crime.md (`make docs`).
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE, Site, sign_in

SCREENS = {"phone": (360, 740), "desk": (1280, 800)}
# The pictures that the manual has; the others are thrown away with the test's folder.
MANUAL = {
    "desk": {"open", "call", "on-the-log", "cancelled", "ledger"},
    "phone": {"log", "anything-else", "check", "kept", "sent"},
}
# Few calls before this one: the story needs a force, not a large one.
FORCE = ("--days", "3", "--calls-per-day", "30")

FIRST = "He’s hit me in the face and he’s still in the house. He shoved my boy. Please be quick."
TOLD = (
    "Zoë Ashdown: he hit me with his fist, here, by the eye. He pushed Rory over in the hall, Rory isn’t hurt. "
    "Pat Oduya from next door: he kicked my car on his way out, the wing mirror is off."
)
ZOE, RORY, PAT, MARK = "Zoë Ashdown", "Rory Ashdown", "Pat Oduya", "Mark Ashdown"
# Who was hit and bruised; the child who was pushed; the neighbour's car: all by the same man.
ZOE_TOLD = "victim yes partner here assault no no minor no other-person same"
RORY_WAS = "parent 9 yes parent here assault no no none no other-person same"
PAT_TOLD = "victim no damage damaged vehicle no no no"
ANSWERS = [say for told in (ZOE_TOLD, RORY_WAS, PAT_TOLD) for say in told.split()]
CRIMES = ["8N", "105A", "58C"]
HEARD = "The caller says “he’s hit me in the face”."


class Somebody:
    """A person at a screen of their own. Every page that they come to must be usable on it."""

    def __init__(
        self, chromium: Browser, site: Site, screen: str, username: str, folder: Path
    ) -> None:
        self.site, self.screen, self.username, self.folder = site, screen, username, folder
        width, height = SCREENS[screen]
        self.context: BrowserContext = chromium.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", timezone_id="Europe/London"
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()

    def go(self, path: str) -> Page:
        self.page.goto(self.site.at(path))
        return self.page

    def look(self, picture: str = "", *, at: Any = None, height: int = 0) -> None:
        """Nothing hangs over the edge, nothing bars the way; and the picture, from the top or with `at` at the top.

        `height`: of the picture, where more is to be seen on it than the screen holds at once.
        """
        page = self.page
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SCREENS[self.screen][0], f"{page.url} scrolls sideways: {wide}"
        if picture:
            place = "window.scrollTo(0, 0)"
            if at is not None:
                box = at.bounding_box()
                place = f"window.scrollTo(0, {box['y'] - 12} + window.scrollY)"
            page.evaluate(place)
            wanted = os.environ.get("ONRECORD_SHOTS")
            kept = wanted and picture in MANUAL[self.screen]
            folder = Path(wanted) if kept else self.folder
            width, usual = SCREENS[self.screen]
            page.set_viewport_size({"width": width, "height": height or usual})
            page.screenshot(path=folder / f"story-{picture}-{self.screen}.png")
            page.set_viewport_size({"width": width, "height": usual})
        folded = page.evaluate(
            "[...document.querySelectorAll('main details')].map(each => each.open)"
        )
        found = violations(page)
        page.evaluate(
            "was => document.querySelectorAll('main details').forEach((each, at) => { each.open = was[at] })",
            folded,
        )
        assert found == "", f"{page.url}: {found}"


class Watch:
    """The clock of the officer's device. For a test it runs behind, so that minutes pass at once; for pictures they pass."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pictures = bool(os.environ.get("ONRECORD_SHOTS"))
        self.at = timezone.now() - timedelta(minutes=40)
        if not self.pictures:
            page.clock.set_fixed_time(self.at)

    def minutes_pass(self, minutes: int) -> None:
        if self.pictures:
            until = time.time() // 60 * 60 + 60 + 2
            self.page.wait_for_timeout(int(1000 * (until - time.time())))
        else:
            self.at += timedelta(minutes=minutes)
            self.page.clock.set_fixed_time(self.at)

    def ends(self) -> None:
        if not self.pictures:
            self.page.clock.set_fixed_time(timezone.now())


@contextmanager
def at_screens(
    chromium: Browser, site: Site, screen: str, folder: Path
) -> Iterator[Callable[[str], Somebody]]:
    """A function that signs somebody in at a screen of this size."""
    there: list[Somebody] = []

    def comes(username: str) -> Somebody:
        one = Somebody(chromium, site, screen, username, folder)
        there.append(one)
        sign_in(one.page, site, username)
        return one

    yield comes
    for one in there:
        one.context.close()


def number_in(url: str) -> int:
    return int(re.search(r"/(\d+)/", url)[1])


@dataclass(frozen=True)
class Told:
    """The log of the call, its recording, and its crimes in the order of CRIMES."""

    log: int
    ref: str
    recording: int
    crimes: list[int]


TELL = """
import json, sys
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from onrecord.calls.actions import add_mark, attach_recording
from onrecord.calls.files import Draft
from onrecord.contact.actions import open_log
from onrecord.field.actions import take_in
from onrecord.field.envelope import read_envelope
from onrecord.people.models import User
from onrecord.recording.models import Crime
from tests import sounds_made
said = json.loads(sys.argv[1])
caller, officer = (User.objects.get(username=name) for name in ("calltaker", "officer"))
log = open_log(by=caller, source="999 call", text=said["first"], opening_code="Domestic incident")
with Draft() as draft:
    draft.write(sounds_made.wav(24))
    recording = attach_recording(log=log, by=caller, draft=draft, file_name="999-call.wav")
add_mark(recording=recording, by=caller, at_ms=7000, text=said["heard"])
before, now = set(Crime.objects.values_list("pk", flat=True)), timezone.now()
ago = {name: (now - timedelta(minutes=minutes)).isoformat() for name, minutes in said["ago"].items()}
sent = {"origin": str(uuid4()), "log_ref": log.ref, **ago, **said["report"]}
take_in(by=officer, envelope=read_envelope(sent), sent=sent)
crimes = {crime.crime_class: crime.pk for crime in Crime.objects.exclude(pk__in=before)}
print(json.dumps([log.pk, log.ref, recording.pk, crimes]))
"""


def told_already(site: Site) -> Told:
    """What test_call_to_crime.py does on the pages: the call is taken, and what was told at the door has come in."""
    names = {"victim1": ZOE, "victim2": RORY, "victim3": PAT, "suspect1": MARK}
    said = {
        "first": FIRST,
        "heard": HEARD,
        "ago": {"known_at": 40, "recorded_at": 36, "sent_at": 15},
        "report": {
            "first_account": TOLD,
            "place": "12 Low Street",
            "answers": ANSWERS,
            "names": names,
        },
    }
    log, ref, recording, crimes = json.loads(site.do(TELL, json.dumps(said)).splitlines()[-1])
    return Told(log, ref, recording, [crimes[each] for each in CRIMES])
