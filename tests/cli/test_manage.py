"""The commands at the node's machine, each in a process of its own, on a fresh node."""

import os
import re
import sqlite3
import subprocess
import sys
import time

import pytest


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A fresh node with its tables; gives a function that runs one command."""
    folder = tmp_path_factory.mktemp("node")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    environment |= {"COMITY_DATA": str(folder), "LANG": "en"}

    def run(*arguments, given="", **settings):
        command = [sys.executable, "-m", "comity.cli.main", *arguments]
        return subprocess.run(
            command, env=environment | settings, input=given, capture_output=True, text=True, check=False, cwd=folder
        )

    run.folder = folder
    return run


def rows(node, question):
    with sqlite3.connect(node.folder / "comity.sqlite3") as database:
        return database.execute(question).fetchall()


def test_before_anything_is_set_up_it_says_what_to_do(node):
    done = node("manage", "invite", "--email", "a@example.org", "--party", "x", "--role", "analyst")
    assert done.returncode == 70
    assert "comity manage migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def founded(node):
    assert node("manage", "migrate").returncode == 0
    password = "correct horse battery staple\n"  # noqa: S105 - for tests
    arguments = ("--email", "Ada@example.org", "--name", "Ada", "--organisation", "Secretariat", "--password")
    done = node("manage", "create-administrator", *arguments, given=password)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return node


def test_a_node_is_founded_with_an_administrator(founded):
    assert rows(founded, "select email from accounts_user") == [("ada@example.org",)]
    assert rows(founded, "select role from accounts_assignment") == [("administrator",)]
    assert rows(founded, "select name, kind from parties_party where operates_node") == [
        ("Secretariat", "organisation")
    ]
    origins = {origin for (origin,) in rows(founded, "select origin from audit_auditentry")}
    assert all(origin.startswith("comity manage create-administrator") for origin in origins)
    assert not (founded.folder / "mail").exists()


def test_the_next_administrator_gets_a_link(founded):
    done = founded("manage", "create-administrator", "--email", "ben@example.org")
    assert re.fullmatch(r"http://localhost:8000/account/invitation/comity_i_[\w-]+/\n", done.stdout)
    other = founded("manage", "create-administrator", "--email", "x@example.org", "--organisation", "Other")
    assert other.returncode == 3


def test_people_are_invited_closed_and_opened(founded):
    invited = founded("manage", "invite", "--email", "c@example.org", "--party", "secretariat", "--role", "analyst")
    assert invited.stdout.startswith("http://localhost:8000/account/invitation/")
    assert list((founded.folder / "mail").iterdir())
    for verb, active in (("deactivate", 1), ("deactivate", 1), ("reactivate", 1)):
        founded("manage", verb, "--email", "ada@example.org")
        assert rows(founded, "select is_active from accounts_user") == [(active,)]
    assert founded("manage", "remove-second-factor", "--email", "ada@example.org").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite", "--email", "c@example.org", "--party", "nowhere", "--role", "analyst"),
        ("invite", "--email", "c@example.org", "--party", "Secretariat", "--role", "king"),
        ("invite", "--email", "nonsense", "--party", "Secretariat", "--role", "analyst"),
        ("deactivate", "--email", "nobody@example.org"),
    ],
)
def test_mistakes_are_said_in_words(founded, arguments):
    done = founded("manage", *arguments)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_a_setting_that_cannot_be_used_is_said_in_words(node):
    done = node("manage", "migrate", COMITY_ADDRESS="nonsense")
    assert (done.returncode, "COMITY_ADDRESS" in done.stderr) == (70, True)
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_there_is_said_in_words(node):
    done = node("worker", "--batch", COMITY_DATABASE="postgresql://x@%2Fnowhere/x")
    assert (done.returncode, "COMITY_DATABASE" in done.stderr) == (70, True)
    assert "Traceback" not in done.stderr


def test_help_waits_for_nothing(node):
    program = (
        "import sys\nfrom comity.cli.main import build_parser\nbuild_parser('en').format_help()\n"
        "print([name for name in ('django', 'ninja', 'numpy', 'granian') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    begun = time.perf_counter()
    assert node("--help").returncode == 0
    assert time.perf_counter() - begun < 1.5  # 0.1 s on a quiet machine; tests run beside each other
