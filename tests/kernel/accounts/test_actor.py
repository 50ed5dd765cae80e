import re
from pathlib import Path

import pytest

from comity.base.errors import NotAllowedError, NotFoundError
from comity.kernel.accounts.actor import Actor

SOURCES = Path(__file__).resolve().parents[3] / "src" / "comity"
# Who may act as the system: commands at the node's machine, reference data, demonstration, work in the background.
SYSTEM = re.compile(r"/cli/|/(commands|demo\w*|tasks)\.py$|/(demo|tasks|commands)/")
# Besides: what the node itself does for or about another node, where no person acts.
FOR_OTHER_NODES = {
    "kernel/exchange/views/for_peers.py",  # a peer's signed request
    "kernel/exchange/synchronising.py",  # taking in what a peer has; the person's own right is asked first
    "kernel/exchange/asking.py",  # the peer is looked up; the person's right to ask is asked next
    "domains/substances/services/publishing.py",  # new versions for reporters for whom the keeper does not act
    "domains/substances/library/asking.py",  # answering a peer's question within the labels
    "domains/substances/library/naming.py",  # the next version of a spectrum that has left, whoever named it
    "domains/substances/library/loading.py",  # a command at the node's machine
}


def test_the_system_gives_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Actor.system(" ")
    assert Actor.system("because").origin == "because"


def test_an_actor_cannot_be_changed():
    with pytest.raises(AttributeError):
        Actor.visitor("x").role = "administrator"


def test_the_system_and_visitors_have_nothing_of_their_own():
    for actor in (Actor.system("test"), Actor.visitor("")):
        with pytest.raises(NotFoundError):
            _ = actor.own_account
        with pytest.raises(NotAllowedError):
            actor.in_person()


def test_nobody_else_acts_as_the_system():
    users = [path for path in SOURCES.rglob("*.py") if "Actor.system(" in path.read_text()]
    assert users
    others = {path.relative_to(SOURCES).as_posix() for path in users if not SYSTEM.search(path.as_posix())}
    assert others == FOR_OTHER_NODES
