"""Those that send a report wait for one another, and each goes on the moment the one before has ended."""

import threading
import time

import pytest
from django.db import connection, transaction

from onrecord.reporting.guard.turn import in_turn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_store]


def test_one_after_the_other_and_an_early_end_lets_the_next_one_go(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    if connection.vendor != "sqlite":
        pytest.skip("a server that lets several write needs no turns")
    at_work, most, done = 0, 0, []
    count = threading.Lock()

    def work(number: int) -> None:
        nonlocal at_work, most
        with in_turn() as end:
            with count:
                at_work += 1
                most = max(most, at_work)
            time.sleep(0.02)
            with count:
                at_work -= 1
            end()
            done.append(number)

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert (most, sorted(done)) == (1, list(range(8)))
    # Whoever is in a transaction already holds the only right to write there is: waiting for a turn would be for ever.
    with in_turn() as end:
        end()
        with in_turn(), transaction.atomic(), in_turn():
            pass


def test_an_error_ends_the_turn(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    with pytest.raises(ZeroDivisionError), in_turn():
        raise ZeroDivisionError
    with in_turn():
        pass
