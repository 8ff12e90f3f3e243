"""What every kind of test shares."""

import pytest


def pytest_collection_modifyitems(items):
    """Tests that use the store may use both of its databases (see people.router)."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            item.add_marker(
                pytest.mark.django_db(*mark.args, **{**mark.kwargs, "databases": "__all__"}),
                append=False,
            )
