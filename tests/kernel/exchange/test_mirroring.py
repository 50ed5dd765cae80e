"""A mirror of a peer's log: grows with it, can be audited alone, keeps evidence of a fork and the copy it had."""

import json

import pytest

from comity.cli.main import main
from comity.kernel.exchange import watching
from comity.kernel.exchange.mirroring import mirror_folder, mirror_log
from comity.kernel.exchange.watching import ForkedError
from comity.kernel.ledger.models import ForkEvidence
from comity.protocol.folder import FolderLog, HeadMemory, audit_folder, create_log
from comity.protocol.keys import VerifierKey

TIME = 1_700_000_000


@pytest.fixture
def log(partner, tmp_path, monkeypatch):
    """The peer's log lies in a folder; the answer adds entries to it."""

    def begin(name):
        folder, memory = tmp_path / name, HeadMemory(tmp_path / f"{name}.json")
        create_log(folder, partner.node.origin, [partner.node.log], memory, time=TIME)
        monkeypatch.setattr(watching, "_get", lambda _peer, path, _largest: (folder / path).read_bytes())

        def add(*entries):
            with FolderLog.opened(folder, [partner.node.log], memory, time=TIME) as opened:
                opened.append(entries, time=TIME)

        return add

    return begin


def keys(partner):
    return [VerifierKey.parse(partner.peer.keys.get(purpose="log").public)]


def test_a_mirror_grows_with_the_log_and_is_audited_alone(partner, log, tmp_path):
    add = log("theirs")
    for entries in ([b"first"], [b"%d" % number for number in range(300)]):
        add(*entries)
        mirror_log(partner.peer, tmp_path / "mirror")
    report = audit_folder(tmp_path / "mirror", keys(partner))
    assert (report.findings, report.entries) == ((), 301)


def test_the_command_says_where_it_is(partner, log, capsys):
    log("theirs")(b"first", b"second")
    assert main(["peer", "mirror", partner.peer.origin, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"peer": partner.peer.origin, "size": 2, "folder": str(mirror_folder(partner.peer))}
    vkey = keys(partner)[0].vkey
    assert main(["log", "audit", said["folder"], "--log-key", vkey]) == 0
    assert main(["peer", "mirror", partner.peer.origin]) == 0
    assert "2 entries" in capsys.readouterr().out


def test_a_history_that_changed_is_evidence_and_the_copy_stays(partner, log, tmp_path):
    log("theirs")(b"first", b"second")
    mirror_log(partner.peer, tmp_path / "mirror")
    log("rewritten")(b"other", b"second", b"third")
    with pytest.raises(ForkedError):
        mirror_log(partner.peer, tmp_path / "mirror")
    assert ForkEvidence.objects.count() == 1
    assert audit_folder(tmp_path / "mirror", keys(partner)).entries == 2


def test_a_copy_of_something_else_is_evidence_too(partner, log, tmp_path):
    """This node followed the log all along, but the folder holds another history that the peer has signed."""
    log("rewritten")(b"other", b"second")
    mirror_log(partner.peer, tmp_path / "mirror")
    from comity.kernel.ledger.models import WatchedLog

    WatchedLog.objects.update(note="", size=0, root=b"")
    log("theirs")(b"first", b"second", b"third")
    with pytest.raises(ForkedError):
        mirror_log(partner.peer, tmp_path / "mirror")
    assert ForkEvidence.objects.count() == 1
