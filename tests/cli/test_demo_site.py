"""The site of the demonstration: kept beside the reports, served again only while it is whole and of this version."""

import argparse
import json

import pytest

from comity.base.errors import ConflictError
from comity.cli import demo_site


def arguments(out, **more):
    given = {"out": out, "no_serve": True, "port": 0, "language": "en"}
    return argparse.Namespace(**{**given, "write_reports": lambda _given: 0, **more})


@pytest.fixture(autouse=True)
def exchanged(monkeypatch):
    """Two nodes take a while: here it is enough to know that they were asked for."""
    asked = []
    monkeypatch.setattr(demo_site, "_exchange_once", lambda out, language: asked.append((out, language)))
    return asked


def test_after_the_reports_two_nodes_exchange_a_round(tmp_path, exchanged):
    demo_site.run_demo(arguments(tmp_path / "out"))
    assert exchanged == [(tmp_path / "out", "en")]


def test_reports_that_failed_are_the_end(tmp_path, exchanged):
    assert demo_site.run_demo(arguments(tmp_path / "out", write_reports=lambda _given: 3)) == 3
    assert not exchanged


def test_each_of_the_two_nodes_has_its_name_and_address(tmp_path):
    first, second = (
        demo_site._environment(tmp_path / "site", 8100),
        demo_site._environment(tmp_path / ".partner-ab", 8101),
    )
    assert (first["COMITY_NODE_NAME"], second["COMITY_NODE_NAME"]) == ("secretariat.invalid", "elsewhere.invalid")
    assert second["COMITY_ADDRESS"].endswith(":8101")


def test_without_a_site_the_reports_are_all(tmp_path):
    written = []
    assert demo_site.run_demo(arguments(tmp_path / "out", write_reports=lambda given: written.append(given) or 0)) == 0
    assert len(written) == 1
    assert not (tmp_path / "out" / "site").exists()


def test_a_site_stays_when_the_reports_are_written_anew(tmp_path):
    site = tmp_path / "out" / "site"
    site.mkdir(parents=True)
    (site / "kept").write_text("mine")
    seen = []
    demo_site.run_demo(arguments(tmp_path / "out", write_reports=lambda _given: seen.append(site.exists()) or 0))
    assert seen == [False], "the reports do not meet it"
    assert (site / "kept").read_text() == "mine"


def test_the_reports_do_not_meet_the_proof_of_an_earlier_time(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / demo_site.BUNDLE).write_text("{}")
    seen = []
    demo_site.run_demo(arguments(out, write_reports=lambda _given: seen.extend(out.iterdir()) or 0))
    assert not seen, "they would take it for somebody else's"
    assert (out / demo_site.BUNDLE).exists()


def test_a_site_stays_when_the_reports_fail(tmp_path):
    site = tmp_path / "out" / "site"
    site.mkdir(parents=True)
    with pytest.raises(OSError, match="full"):
        demo_site.run_demo(
            arguments(tmp_path / "out", write_reports=lambda _given: (_ for _ in ()).throw(OSError("full")))
        )
    assert site.exists()


@pytest.mark.parametrize(
    ("about", "whole"),
    [(None, False), ("{", False), ({"comity": "0", "made_by": 1}, False), ({"made_by": demo_site.MADE_BY}, True)],
)
def test_only_a_whole_site_of_this_version_is_served_again(tmp_path, about, whole):
    import comity

    if isinstance(about, dict):
        about = json.dumps({"comity": comity.__version__, **about})
    if about is not None:
        (tmp_path / demo_site.ABOUT).write_text(about)
    assert (demo_site._about(tmp_path) is not None) is whole


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ConflictError):
            demo_site.run_demo(arguments(tmp_path / "out", no_serve=False, port=other.getsockname()[1]))
    assert not (tmp_path / "out").exists()


def test_the_site_takes_nothing_of_another_node(monkeypatch, tmp_path):
    monkeypatch.setenv("COMITY_DATABASE", "postgresql://somewhere/else")
    surroundings = demo_site._environment(tmp_path)
    assert "COMITY_DATABASE" not in surroundings
    assert surroundings["COMITY_DATA"] == str(tmp_path)


def test_of_the_unknown_the_pages_are_named_while_somebody_serves_them(capsys):
    found = {"code": "U-2026-AAAAAAA", "hinted": "/a/", "disclosed": "/b/", "alert": "/c/"}
    demo_site._tell_unknown(found, "", "en")
    said = capsys.readouterr().out
    assert (said.count("\n"), "U-2026-AAAAAAA" in said, "http" in said) == (3, True, False)
    demo_site._tell_unknown(found, "http://x", "en")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1::2] == ["  http://x/a/", "  http://x/b/", "  http://x/c/"]
    assert "coordinator@example.invalid" in lines[-1], "not everybody who is printed may open them"
