"""A program that comes in through the API, for tests."""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from onrecord.api.actions import make_token
from onrecord.api.models import Token
from onrecord.api.scopes import Scope, scopes_for
from onrecord.people.models import User
from onrecord.people.roles import Role

ROOT = "/api/v1"
FIRST = "He has just hit me and he's kicking the door. She said: “he'll be back”. 😢"


def administrator() -> User:
    return User.objects.get_or_create(username="ada", defaults={"role": Role.ADMINISTRATOR})[0]


def person(username: str = "feed", role: str = Role.OFFICER, department: str = "North") -> User:
    return User.objects.get_or_create(
        username=username, defaults={"role": role, "department": department}
    )[0]


@dataclass
class Program:
    """Sends what it is told to, with its token. `said` is the last answer, as JSON."""

    token: Token
    secret: str
    client: Client
    said: Any = None

    def send(self, method: str, path: str, body: Any = None, key: str | None = "", **headers: str):
        """Send; a POST gets a fresh key unless one is given (None: none)."""
        sent = {"HTTP_AUTHORIZATION": f"Bearer {self.secret}"}
        if key is not None and method != "get":
            sent["HTTP_IDEMPOTENCY_KEY"] = key or str(uuid.uuid4())
        sent |= headers
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        more = {} if method == "get" else {"data": data, "content_type": "application/json"}
        if "CONTENT_TYPE" in sent:
            more["content_type"] = sent.pop("CONTENT_TYPE")
        answer = getattr(self.client, method)(ROOT + path, **more, **sent)
        self.said = json.loads(answer.content)
        return answer

    def get(self, path: str, **headers: str):
        return self.send("get", path, **headers)

    def post(self, path: str, body: Any, key: str | None = "", **headers: str):
        return self.send("post", path, body, key, **headers)

    def done(self, path: str, body: Any, status: int = 201, **more: Any) -> Any:
        """Post, and expect it to be done."""
        answer = self.post(path, body, **more)
        assert answer.status_code == status, answer.content.decode()
        return self.said


def program(user: User | None = None, scopes: list[str] | None = None) -> Program:
    """A program with a token of every scope that its user's role fills."""
    user = user or person()
    wanted = scopes if scopes is not None else [scope.value for scope in scopes_for(user)]
    token, secret = make_token(
        by=administrator(),
        person=user,
        label=f"program of {user.username}",
        scopes=wanted,
        expires_on=timezone.localdate() + timedelta(days=30),
    )
    return Program(token, secret, Client())


ALL = [scope.value for scope in Scope]


def log_sent(**more: Any) -> dict[str, Any]:
    return {"source": "999 call", "text": FIRST, **more}
