"""Settings for all tests: Hypothesis repeats the same examples every time, and none counts seconds."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Playwright's synchronous interface runs an event loop, which Django would otherwise refuse to stand beside.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

settings.register_profile("default", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("long", deadline=None, derandomize=True, max_examples=2000)
settings.load_profile("default")

collect_ignore = ["labelled"]  # a room for tests: its models need the settings, and hold no test

pytest_plugins = ["tests.people", "tests.federation.partners"]


STORE = {"db", "transactional_db", "live_server"}  # fixtures of tests in which something is stored


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run only what stores something: the rest does not know which database there is."""
    if os.environ.get("COMITY_TEST_DATABASE") != "postgresql":
        return
    others = [one for one in items if not (one.get_closest_marker("django_db") or STORE & {*one.fixturenames})]
    config.hook.pytest_deselected(items=others)
    items[:] = [one for one in items if one not in set(others)]


@pytest.fixture(autouse=True)
def _nothing_signed_yet():
    """Each test begins with an empty database: the node's memory of what it signed is of another one."""
    if os.environ.get("COMITY_DATA"):
        (Path(os.environ["COMITY_DATA"]) / "keys" / "last-signed").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """With `COMITY_TEST_DATABASE=postgresql`, the tests that need a database get a private server."""
    from django.conf import settings as django_settings
    from django.db import connections

    if not django_settings.POSTGRESQL:
        yield
        return
    from tests.postgresql import ServerUnavailableError, binaries, private_server

    try:
        binaries()
    except ServerUnavailableError as reason:
        pytest.skip(str(reason))
    with private_server() as folder:
        connections["default"].settings_dict["HOST"] = str(folder)
        yield
        connections.close_all()
