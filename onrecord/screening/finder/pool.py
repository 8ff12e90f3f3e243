"""Work on rows in several processes, in order, with few rows waiting."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")
Made = TypeVar("Made")
BATCH = 500
# Batches that wait for a process, for each process: enough that none is ever idle, few enough for the memory.
AHEAD = 3
Run = Callable[[Callable[[list[Row]], Made], Iterable[list[Row]]], Iterator[Made]]


def in_batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """The rows in lists of `size`."""
    each = iter(rows)
    while some := list(islice(each, size)):
        yield some


def _begin(start: Callable[..., None], given: tuple[object, ...]) -> None:
    start(*given)
    # Rules and models are there for good: the collector need not look at them again and again.
    gc.collect()
    gc.freeze()


@contextmanager
def workers(start: Callable[..., None], given: tuple[object, ...], processes: int) -> Iterator[Run]:
    """What does work on batches of rows, results in order: this process, or that many others.

    `start(*given)` is called once in each process. The batches are asked for one by one, in this process and this thread, as
    they are needed, so that they may come from a database. A process that dies ends the work with BrokenProcessPool.
    """
    if processes < 2:
        start(*given)
        yield lambda work, batches: map(work, batches)
        return
    context = multiprocessing.get_context("spawn" if os.name == "nt" else "fork")
    with ProcessPoolExecutor(processes, context, _begin, (start, given)) as pool:

        def run(work: Callable[[list[Row]], Made], batches: Iterable[list[Row]]) -> Iterator[Made]:
            waiting: deque[Future[Made]] = deque()
            for batch in batches:
                waiting.append(pool.submit(work, batch))
                if len(waiting) > AHEAD * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

        try:
            yield run
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
