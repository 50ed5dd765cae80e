"""Two nodes on one machine exchange a round and an unknown: each in its own process, the line between them here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from comity.base.errors import MissingToolError
from comity.base.messages import message

MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the plan of the exchanged round stands in the organiser's log, and the file that verifies offline."""

    entry: int
    round: str
    digest: str
    bundle: Path


@dataclass(frozen=True, slots=True)
class Found:
    """An unknown that both nodes have, and the pages of the first that tell of it."""

    code: str
    hinted: str
    disclosed: str
    alert: str


class Node:
    """One of the two, as long as its process runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._in, self._out = _piped(process.stdin), _piped(process.stdout)

    def do(self, step: str, **given: Any) -> dict[str, Any]:
        """Let it take a step."""
        self._in.write(json.dumps({"step": step, **given}) + "\n")
        self._in.flush()
        line = self._out.readline()
        if not line:
            raise MissingToolError(
                "demonstration-failed", message("demo", "One of the two nodes stopped at: {step}", step=step)
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    @property
    def origin(self) -> str:
        """The name of its log."""
        return str(self.do("stand", of="")["origin"])


@contextmanager
def two_nodes(first: Mapping[str, str], second: Mapping[str, str]) -> Iterator[tuple[Node, Node]]:
    """Both processes, in these surroundings; they end with the block."""
    started = [_start(one) for one in (first, second)]
    try:
        yield Node(started[0]), Node(started[1])
    finally:
        for process in started:
            _piped(process.stdin).close()
            process.wait()
            _piped(process.stdout).close()


def exchange_round(organiser: Node, laboratory: Node, *, password: str, bundle: Path) -> Proof:
    """From the first card to the report that is read at home."""
    introduce(organiser, laboratory)
    organiser.do("announce")
    carry(organiser, laboratory)
    laboratory.do("enrol", password=password)
    carry(laboratory, organiser)
    organiser.do("accept")
    carry(organiser, laboratory)
    digest = str(laboratory.do("report")["digest"])
    carry(laboratory, organiser)
    made = organiser.do("release")
    carry(organiser, laboratory)
    asked = organiser.do("ask witness", origin=laboratory.origin)
    organiser.do("keep witness", origin=laboratory.origin, answered=laboratory.do("witness", **asked))
    organiser.do("prove", of_round=made["round"], bundle=str(bundle))
    return Proof(int(made["entry"]), str(made["round"]), digest, bundle)


def exchange_unknown(asker: Node, owner: Node) -> Found:
    """Asked for, hinted at, released, read, alerted of; the two have met before."""
    names = asker.origin, owner.origin
    asker.do("agree", origin=names[1])
    owner.do("agree", origin=names[0])
    planted, asked = owner.do("plant"), asker.do("ask")
    hinted = _ask(asker, owner, asked, "hit")
    owner.do("release spectrum", spectrum=planted["spectrum"], origin=names[0])
    carry(owner, asker)
    disclosed = _ask(asker, owner, asked, "record")
    return Found(str(planted["code"]), hinted, disclosed, str(asker.do("alert")["alert"]))


def introduce(first: Node, second: Node) -> None:
    """Each takes the other's card; again, when an address has changed."""
    cards = [first.do("begin", organiser=True)["card"], second.do("begin", organiser=False)["card"]]
    first.do("meet", card=cards[1])
    second.do("meet", card=cards[0])


def carry(sender: Node, receiver: Node) -> None:
    """What one has for the other, page by page."""
    names = sender.origin, receiver.origin
    for _ in range(MOST_PAGES):
        after = receiver.do("stand", of=names[0])["after"]
        page = sender.do("give", to=names[1], after=after)["page"]
        if page is None or not page["items"]:
            return
        taken = receiver.do("take", of=names[0], page=page)
        if taken["refused"]:
            what = message(
                "demo", "A record of {node} was refused: {code}", node=names[0], code=", ".join(taken["codes"])
            )
            raise MissingToolError("demonstration-failed", what)


def _ask(asker: Node, owner: Node, asked: dict[str, Any], expected: str) -> str:
    """The page with the answer, which must disclose as much as expected and no more."""
    answered = owner.do("answer", asked=asked, origin=asker.origin)
    found = [hit["disclosed"] for hit in answered["hits"]]
    if found != [expected]:
        what = message("demo", "One of the two nodes stopped at: {step}", step="answer")
        raise MissingToolError("demonstration-failed", what)
    return str(asker.do("hear", asked=asked, answered=answered, origin=owner.origin)["page"])


def _start(surroundings: Mapping[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "comity.cli.demonstration.across"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=dict(surroundings), text=True, **pipes)  # noqa: S603 - our own program


def _piped(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise LookupError("started with pipes")
    return pipe
