"""Sending what presses as soon as it is kept, without anybody waiting for the mail server: by a thread of the server, after the
transaction. The timer (`onrecord alerts --send-only`) stays the safety net: what the thread didn't send, that sends.

send_soon(start)      for the transaction that puts messages whose keys begin with `start` into the queue
"""

import logging
import threading

from django.db import connections, transaction
from django.utils import timezone

logger = logging.getLogger(__name__)


class _Sender:
    """One thread for each process, whatever comes meanwhile; it ends when nothing is left."""

    def __init__(self) -> None:
        # Commands and tests send nothing by themselves; the server switches it on.
        self.on = False
        self._lock = threading.Lock()
        self._wanted: set[str] = set()
        self._thread: threading.Thread | None = None

    def ask(self, start: str) -> None:
        with self._lock:
            self._wanted.add(start)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="send-soon")
                self._thread.start()

    def wait(self) -> None:
        """Until what was asked for is done."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _next(self) -> str | None:
        with self._lock:
            if self._wanted:
                return self._wanted.pop()
            self._thread = None
            return None

    def _run(self) -> None:
        # Imported here, since the queue may be imported by what asks for this.
        from onrecord.measures.sending.queue import deliver

        while (start := self._next()) is not None:
            try:
                deliver(timezone.now(), timezone.now, start=start)
            except Exception:
                # The timer sends it; nobody's report may fail for this.
                logger.exception("what presses could not be sent at once")
            finally:
                connections.close_all()


SENDER = _Sender()


def send_soon(start: str) -> None:
    """Once this transaction is kept, send the messages whose keys begin with this. Does nothing outside of a server."""
    if SENDER.on:
        transaction.on_commit(lambda: SENDER.ask(start))
