"""What a parallel run of the tests begins with."""

from types import SimpleNamespace

from tests.long_first import KEPT, LongFirst, Stopwatch


class Cache(dict):
    def set(self, key, value):
        self[key] = value


class Node:
    """A worker that notes what it is given."""

    gateway = SimpleNamespace(id="gw0")
    shutting_down = False

    def __init__(self):
        self.given = []

    def send_runtest_some(self, indices):
        self.given += indices

    def shutdown(self):
        self.shutting_down = True


def config(cache, **chosen):
    option = SimpleNamespace(
        markexpr="", keyword="", loadscopereorder=True, **{"tx": ["popen"], **chosen}
    )
    return SimpleNamespace(
        cache=cache, option=option, args=["tests"], getvalue=lambda name: getattr(option, name)
    )


TESTS = [
    *(f"tests/unit/test_many.py::test[{n}]" for n in range(20)),
    "tests/acceptance/test_long.py::test",
    "tests/integration/test_known.py::test",
    "tests/integration/test_new.py::test",
]


def order(cache):
    scheduler, node = LongFirst(config(cache)), Node()
    scheduler.add_node(node)
    scheduler.add_node_collection(node, TESTS)
    scheduler.schedule()
    done = 0
    while done < len(node.given):
        scheduler.mark_test_complete(node, node.given[done])
        done += 1
    assert sorted(node.given) == list(range(len(TESTS)))
    files = [TESTS[n].split("/")[-1].split(".")[0] for n in node.given]
    return list(dict.fromkeys(files))


def test_the_kind_says_what_to_expect_until_a_run_has_shown_it(monkeypatch):
    monkeypatch.delenv("ONRECORD_TEST_STORE", raising=False)
    assert order(Cache()) == ["test_long", "test_many", "test_known", "test_new"]
    cache = Cache()
    watch = Stopwatch(config(cache))
    for seconds in (5.0, 4.5):
        watch.pytest_runtest_logreport(SimpleNamespace(nodeid=TESTS[-2], duration=seconds))
    watch.pytest_sessionfinish(0)
    assert cache == {KEPT: {"sqlite": {"tests/integration/test_known.py": 9.5}}}
    assert order(cache) == ["test_known", "test_long", "test_many", "test_new"]
    # The pass on the other database has its own times.
    monkeypatch.setenv("ONRECORD_TEST_STORE", "postgres")
    assert order(cache) == ["test_long", "test_many", "test_known", "test_new"]


def test_a_run_of_some_tests_of_a_file_says_nothing_of_the_file():
    for more in ({"keyword": "some"}, {}):
        cache = Cache()
        chosen = config(cache)
        chosen.option.keyword = more.get("keyword", "")
        chosen.args = ["tests/unit/test_many.py::test[1]"] if not more else ["tests"]
        watch = Stopwatch(chosen)
        watch.pytest_runtest_logreport(SimpleNamespace(nodeid=TESTS[0], duration=1.0))
        watch.pytest_sessionfinish(0)
        assert cache == {}
    watch = Stopwatch(config(cache))
    watch.pytest_sessionfinish(2)  # broken off
    assert cache == {}
