"""`onrecord serve`: gunicorn, with what it says put in plain words."""

import errno
import json
import socket
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from onrecord.home import demonstration_marker, home, is_demonstration
from onrecord.web.logs import Discreet


class ServingError(Exception):
    """The server can't start; the message is one sentence."""


class Log(Logger):
    """What gunicorn itself says, such as of a request that it could not hand on."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for each in self.error_log.handlers:
            each.setFormatter(Discreet(self.error_fmt, self.datefmt))


class _Pages(BaseApplication):
    def __init__(self, options: dict[str, Any]):
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        # Not at the top: the models are there only now.
        from onrecord.measures.sending.soon import SENDER
        from onrecord.reporting.guard.warm import warm_up
        from onrecord.web.wsgi import application

        warm_up()
        SENDER.on = True
        # What is open now must not be shared with the workers.
        connections.close_all()
        return application


def check_port(host: str, port: int) -> None:
    """Raise ServingError with one clear sentence if the address can't be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ServingError(
                    f"port {port} is in use by another program. Stop that one, or choose another: "
                    f"make run PORT={port + 10}, or onrecord serve --port {port + 10}."
                ) from error
            if error.errno in (errno.EACCES, errno.EPERM):
                raise ServingError(
                    f"port {port} is reserved on this machine. Choose one above 1024."
                ) from error
            raise ServingError(
                f"the address {host}:{port} can't be used: {error.strerror}."
            ) from error
        except OverflowError as error:
            raise ServingError(
                f"there is no port {port}: choose one from 1024 to 65535."
            ) from error


def welcome(host: str, port: int) -> list[str]:
    """Where to go and how to sign in."""
    shown = f"[{host}]" if ":" in host else host
    lines = ["", f"onrecord is at http://{shown}:{port}", f"Its data is in {home()}"]
    if is_demonstration():
        marker = json.loads(demonstration_marker().read_text())
        lines += [
            "",
            "DEMONSTRATION: everything in it is invented. Sign in with one of these names and the password",
            "",
        ]
        lines += [f"    {'password':<16}{marker['password']}", ""]
        lines += [f"    {name:<16}{role}" for name, role in marker["accounts"]]
    else:
        lines += ["Sign in with the names given by `onrecord init` and `onrecord user add`."]
    return [*lines, "", "Stop with Ctrl+C."]


def serve_pages(*, host: str, port: int, workers: int, say: Callable[[str], None]) -> None:
    """Serve until stopped. Raises ServingError when the port can't be had."""
    check_port(host, port)
    settings.SERVED_PORT = port
    for line in welcome(host, port):
        say(line)
    _Pages(
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 120,
            "loglevel": "warning",
            "logger_class": Log,
            "preload_app": True,
            "limit_request_line": 8190,
            "worker_tmp_dir": str(home()),
            "control_socket_disable": True,
        }
    ).run()
