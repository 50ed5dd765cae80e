"""The set-up of `make test` gives a private PostgreSQL server that starts, answers and stops."""

import pytest

from tests.postgresql import ServerUnavailableError, private_server, run


def test_a_private_server_starts_answers_and_stops():
    try:
        with private_server() as folder:
            answer = run("psql", "-h", str(folder), "-U", "comity", "-d", "postgres", "-Atc", "select 6 * 7")
    except ServerUnavailableError as reason:
        pytest.skip(str(reason))
    assert answer.strip() == "42"
    assert not folder.exists()
