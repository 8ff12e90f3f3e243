"""Parallel runs begin with the files that take longest, so that all workers end at about the same time.

A file's tests stay together (--dist loadfile). Left to itself, that begins with the files of most tests, and a file of few
long ones that comes last keeps one worker busy while the others wait. How long each file took is kept between runs in
.pytest_cache, for each database; where nothing is known yet, the kind of test says what to expect.
"""

import os
from collections import defaultdict
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

KEPT = "onrecord/seconds"
# Seconds that a test of each kind takes, about.
EXPECTED = {
    "scale": 60.0,
    "acceptance": 6.0,
    "generative": 1.0,
    "browser": 1.0,
    "integration": 0.3,
    "unit": 0.02,
    "spec": 0.01,
}


def this_pass(config: pytest.Config) -> str:
    """The passes of a whole run differ in what they run, and on what."""
    return f"{os.environ.get('ONRECORD_TEST_STORE') or 'sqlite'} {config.option.markexpr}".strip()


class LongFirst(LoadFileScheduling):
    """Hands out the longest file that is left."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        kept = config.cache.get(KEPT, {}) if config.cache else {}
        self._took = kept.get(this_pass(config), {})

    def seconds(self, file: str) -> float:
        kind = file.removeprefix("tests/").split("/")[0]
        return self._took.get(file, EXPECTED.get(kind, 0.1) * len(self.workqueue[file]))

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue.move_to_end(max(self.workqueue, key=self.seconds), last=False)
        super()._assign_work_unit(node)


class Stopwatch:
    """Keeps how long each file took, if its tests ran to the end."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.took: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.took[report.nodeid.split("::", 1)[0]] += report.duration

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        chosen = self.config.option.keyword or any("::" in each for each in self.config.args)
        if self.config.cache is None or chosen or exitstatus not in (0, 1):
            return
        kept = self.config.cache.get(KEPT, {})
        found = {file: round(seconds, 2) for file, seconds in self.took.items()}
        kept[this_pass(self.config)] = {**kept.get(this_pass(self.config), {}), **found}
        self.config.cache.set(KEPT, kept)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LongFirst | None:
    return LongFirst(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_configure(config: pytest.Config) -> None:
    # Only whoever hands out the work in a parallel run hears from all workers.
    if config.getoption("dist", "no") == "loadfile" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Stopwatch(config))
