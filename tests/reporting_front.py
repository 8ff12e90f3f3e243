"""Whoever reports on line, as a browser without cookies and without scripts does it."""

import html
import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from onrecord.reporting.front.drafts import answer, begin, find
from onrecord.reporting.front.sending import send
from onrecord.reporting.models import Draft, Look, Report
from onrecord.reporting.status import looks
from onrecord.reporting.types.asking import first_open
from onrecord.reporting.types.held import shipped_types

WORDS = "He took two bottles of gin\nand walked past the till. <b>no</b> ‏שלום‏ é"
WHO = {
    "name": "Ada Invented",
    "phone": "01632 960001",
    "email": "ada@example.org",
    "safe": "by text, mornings",
}
SHOP = {
    "danger": "no", "reporter": "business", "what_happened": WORDS, "value": "40", "got_back": "no",
    "when": {"day": "1", "month": "June", "year": "2026", "time": "9.30pm"},
    "where": {"text": "Corner shop, 1 Invented Street", "postcode": "AB1 2CD"}, "area": "yes",
    "who": "stranger", "theft_force": "no", "else": "no", "suspect": {"name": "", "words": "tall, a red hat"}, "contact": WHO,
}  # fmt: skip


class Reporter:
    """One person at one browser that keeps no cookie. `at`: the address of the page they see."""

    def __init__(self) -> None:
        self.at = "/report/"
        self.text = ""
        self.status = 0
        self.headers: Any = {}

    def get(self, address: str = "", **headers: str) -> "Reporter":
        return self._take(
            Client(headers=headers).get(address or self.at, follow=False), address or self.at
        )

    def post(
        self, address: str = "", headers: dict[str, str] | None = None, **fields: Any
    ) -> "Reporter":
        seen = re.search(r'name="seen" value="(\w+)"', self.text)
        if seen and "seen" not in fields:
            fields["seen"] = seen[1]
        client = Client(headers=headers or {}, enforce_csrf_checks=True)
        return self._take(client.post(address or self.at, fields), address or self.at)

    def _take(self, answer: Any, address: str) -> "Reporter":
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies
        while answer.status_code in (301, 302, 303) and answer["Location"].startswith("/"):
            address = answer["Location"]
            answer = Client().get(address)
        self.at, self.status, self.headers = address, answer.status_code, answer.headers
        self.text = html.unescape(answer.content.decode())
        return self

    @property
    def token(self) -> str:
        found = re.match(r"/report/w/([^/]+)/", self.at)
        assert found, self.at
        return found[1]

    @property
    def draft(self) -> Draft:
        found = find(self.token)
        assert found is not None
        return found

    @property
    def step(self) -> str:
        return self.at.split("?")[0].rstrip("/").split("/")[-1]

    def begin(self, kind: str, lang: str = "") -> "Reporter":
        self.get("/report/" + (f"?lang={lang}" if lang else ""))
        return self.post(kind=kind)

    def go(self, **answers: Any) -> "Reporter":
        """Answer every question on the way to the check page: those named here, the others skipped."""
        for _ in range(60):
            if self.step == "check":
                return self
            if self.step == "stop":
                on = re.findall(r'class="button button-second" href="([^"]+)"', self.text)
                self.get(on[0])
                continue
            name = self.step.replace("rules:", "").replace("-", "_")
            value = answers.get(name)
            before = self.at
            if value is None:
                if "rules:" in self.step:
                    self.post(value="no" if 'value="no"' in self.text else "not-sure")
                elif self.step == "evidence":
                    self.post()
                else:
                    self.post(skip="1")
            else:
                self.post(**(value if isinstance(value, dict) else {"value": value}))
            assert self.at != before, (self.at, self.status, self.text[-3000:])
        raise AssertionError("the questions don't end")

    def send(self) -> Report:
        """Send it, as somebody does who took some minutes over it."""
        at = timezone.now() - timedelta(minutes=5)
        Draft.objects.filter(pk=self.draft.pk).update(started_at=at)
        self.post()
        assert self.step == "sent", self.text[-2000:]
        return Report.objects.get(ref=self.receipt[0])

    @property
    def receipt(self) -> list[str]:
        return re.findall(r'class="reference">([^<]+)<', self.text)


def at_each_page() -> dict[str, str]:
    """The addresses of reports that are being written, for tests that look at pages: one in which danger was said, one that is
    ready to be sent, one that was sent; and the reporter's page of
    that, and of what a partner sent."""
    found = {}
    for name in ("draft", "ready", "sent"):
        kind = shipped_types()["shop-theft"]
        draft, token = begin(kind)
        draft = answer(draft, kind, "danger", "yes")
        while name != "draft" and (step := first_open(kind, draft.answers)):
            screen = kind.lay.get(step.removeprefix("rules:"))
            value: Any = next(iter(screen.answers)) if step.startswith("rules:") and screen else ""
            own = kind.question(step)
            if own is not None and own.account:
                value = "Somebody took two bottles & ran. <b>Twice</b>"
            draft = answer(draft, kind, step, value)
        if name == "sent":
            ref = send(draft, kind, token)
            found["look"] = looks.begin(Report.objects.get(ref=ref))
            if referred := Report.objects.filter(route="partner").order_by("pk").first():
                found["referral"] = looks.begin(referred)
            # All browser tests take longer than anybody looks.
            Look.objects.update(expires_at=timezone.now() + timedelta(days=1))
        found[name] = token
    return found
