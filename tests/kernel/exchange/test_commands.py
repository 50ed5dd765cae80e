"""The command line at one node; two nodes are in tests/federation."""

import json

import pytest

from comity.cli.main import main
from comity.kernel.exchange.models import Agreement, Peer
from tests.federation.simulator import SimulatedNode


def test_from_init_to_list(node, tmp_path, capsys):
    assert main(["node", "init"]) == 0
    assert "Fingerprint" in capsys.readouterr().out
    assert main(["node", "card", str(tmp_path / "card.json")]) == 0
    assert main(["node", "keys", "--json"]) == 0
    assert {one["purpose"] for one in json.loads(capsys.readouterr().out)} == {
        "record", "request", "log", "witness", "sealing"
    }  # fmt: skip
    other = SimulatedNode("b.test")
    (tmp_path / "b.json").write_text(other.card())
    assert main(["peer", "add", str(tmp_path / "b.json")]) == 0
    assert main(["peer", "confirm", "b.test", "0" * 64]) == 3
    assert main(["peer", "confirm", "b.test", Peer.objects.get().fingerprint]) == 0
    assert main(["peer", "agree", "b.test", "bulletin", "--send", "--purpose", "public-health"]) == 0
    assert Agreement.objects.get().purposes == ["public-health"]
    assert main(["peer", "route", "b.test", "--relay"]) == 0
    capsys.readouterr()
    assert main(["peer", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["state"] == "confirmed"
    assert main(["peer", "list"]) == 0
    assert main(["peer", "sync"]) == 0, "it has no address, so nobody is asked"
    assert main(["peer", "sync", "nobody"]) == 3
    assert node.via == "system"


@pytest.mark.usefixtures("node")
def test_our_own_card_is_no_peer(tmp_path, capsys):
    main(["node", "card", str(tmp_path / "own.json")])
    assert main(["peer", "add", str(tmp_path / "own.json")]) == 3
    assert main(["node", "keys", "--replace", "record", "--compromised", "yesterday"]) == 3
    assert "2026" in capsys.readouterr().err
