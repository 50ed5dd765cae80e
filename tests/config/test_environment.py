import os
import stat
import threading

import pytest

from comity.config import environment


def test_the_key_is_made_once_for_its_owner_only(tmp_path):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(environment.secret_key(tmp_path, {}))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys[0]) > 60
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["secret-key"]  # noqa: PTH208 - also hidden drafts
    assert environment.secret_key(tmp_path, {"COMITY_SECRET_KEY": "given"}) == "given"


def test_the_folder_is_closed_to_others(tmp_path):
    folder = environment.data_folder({"COMITY_DATA": str(tmp_path / "a" / "b")})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("given", "address", "hosts"),
    [
        ({}, "http://localhost:8000", ["localhost", "127.0.0.1", "[::1]"]),
        ({"COMITY_ADDRESS": "https://c.example.org/x?y"}, "https://c.example.org", ["c.example.org"]),
        (
            {"COMITY_ADDRESS": "https://c.example.org", "COMITY_HOSTS": "a, b"},
            "https://c.example.org",
            ["c.example.org", "a", "b"],
        ),
    ],
)
def test_address_and_hosts(given, address, hosts):
    assert environment.address(given) == address
    assert environment.hosts(given) == hosts


@pytest.mark.parametrize("wrong", ["c.example.org", "ftp://c.example.org", "https://", "javascript:alert(1)"])
def test_what_is_no_address(wrong):
    with pytest.raises(ValueError, match="COMITY_ADDRESS"):
        environment.address({"COMITY_ADDRESS": wrong})


def test_databases(tmp_path):
    plain = environment.database(tmp_path, {})
    assert plain["NAME"] == tmp_path / "comity.sqlite3"
    assert "synchronous=FULL" in plain["OPTIONS"]["init_command"]
    server = environment.database(tmp_path, {"COMITY_DATABASE": "postgresql://me:p%40ss@db.example.org:5433/forensic"})
    assert (server["USER"], server["PASSWORD"], server["HOST"], server["PORT"], server["NAME"]) == (
        "me",
        "p@ss",
        "db.example.org",
        "5433",
        "forensic",
    )
    socket = environment.database(tmp_path, {"COMITY_DATABASE": "postgresql://me@%2Frun%2FPostgreSQL/c"})
    assert socket["HOST"] == "/run/PostgreSQL"


def test_mail(tmp_path):
    assert environment.mail(tmp_path, {})["EMAIL_FILE_PATH"] == tmp_path / "mail"
    assert "console" in environment.mail(tmp_path, {"COMITY_MAIL": "console"})["EMAIL_BACKEND"]
    smtp = environment.mail(tmp_path, {"COMITY_MAIL": "smtps://u:p%2Fw@mail.example.org"})
    assert (smtp["EMAIL_PORT"], smtp["EMAIL_USE_SSL"], smtp["EMAIL_HOST_PASSWORD"]) == (465, True, "p/w")
    assert environment.mail(tmp_path, {"COMITY_MAIL": "smtp://u:p@m"})["EMAIL_USE_TLS"]


def test_how_much_is_told():
    assert environment.log_level({}) == "INFO"
    assert environment.log_level({"COMITY_LOG": " error "}) == "ERROR"
    with pytest.raises(ValueError, match="loud"):
        environment.log_level({"COMITY_LOG": "loud"})


def test_flags():
    assert environment.flag("X", {"X": "1"})
    assert not environment.flag("X", {"X": "0"})
    assert not environment.flag("X", {})


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "localhost"),
        ({"COMITY_ADDRESS": "https://Forensics.example.org:8443"}, "forensics.example.org"),
        ({"COMITY_ADDRESS": "https://a.example.org", "COMITY_NODE_NAME": "Institute.Example"}, "institute.example"),
    ],
)
def test_a_node_is_named_by_its_setting_else_by_its_address(given, name):
    assert environment.node_name(given) == name


@pytest.mark.parametrize("name", ["two words", "plus+sign", "-", "a" * 101, "ä"])
def test_a_name_that_no_key_can_carry_is_refused(name):
    with pytest.raises(ValueError, match="COMITY_NODE_NAME"):
        environment.node_name({"COMITY_NODE_NAME": name})
