"""Whole nodes for tests: each a process of its own with its own folder, database, keys and port."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 60  # seconds


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Node:
    """A node with its organisation; `serve` and `stop` as often as a test likes."""

    def __init__(self, folder: Path, name: str, **more: str) -> None:
        self.name, self.port = name, free_port()
        self.folder = folder / name
        self.folder.mkdir(parents=True)
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("COMITY_", "DJANGO_"))}
        self.environment = kept | {
            "COMITY_DATA": str(self.folder),
            "COMITY_ADDRESS": self.address,
            "COMITY_NODE_NAME": f"{name}.test",
            "COMITY_HOSTS": "127.0.0.1",
            "COMITY_EXCHANGE_PRIVATE": "1",
            "COMITY_SECOND_FACTOR": "none",
            "LANG": "C.UTF-8",
            **more,
        }
        self.server: subprocess.Popen[bytes] | None = None
        self._inside: subprocess.Popen[str] | None = None
        self.run("manage", "migrate")
        self.run(
            "manage", "create-administrator", "--email", f"admin@{name}.example", "--organisation", f"Agency {name}"
        )
        self.run("node", "init")

    @property
    def origin(self) -> str:
        return f"{self.name}.test/log"

    def run(self, *arguments: str, expect: int | None = 0, stdin: str = "") -> str:
        """A command of `comity` at this node's machine."""
        answer = self._ask({"run": list(arguments), "stdin": stdin})
        assert expect is None or answer["code"] == expect, f"{arguments}: {answer['out']}\n{answer['err']}"
        self.said = answer["err"]
        return answer["out"]

    def inside(self, verb: str, **given):
        """What a room of this node would do."""
        answer = self._ask({"verb": verb, "given": given})
        assert answer["code"] == 0, f"{verb}: {answer['err']}"
        return answer["value"]

    def _ask(self, asked):
        if self._inside is None:
            with (self.folder / "inside.log").open("ab") as log:
                self._inside = subprocess.Popen(
                    [sys.executable, "-m", "tests.federation.inside"],
                    env=self.environment,
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
        self._inside.stdin.write(json.dumps(asked) + "\n")
        self._inside.stdin.flush()
        line = self._inside.stdout.readline()
        assert line, (self.folder / "inside.log").read_text()[-3000:]
        return json.loads(line)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command in a process of its own, which a test may kill."""
        program = [sys.executable, "-m", "comity.cli.main", *arguments]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(program, env=self.environment, cwd=ROOT, stdout=quiet, stderr=quiet)

    def wait_for_lease(self, peer: Node) -> None:
        """The right to synchronise of a process that was killed; a node waits until it ends, a test does not."""
        self.inside("release", origin=peer.origin)

    def serve(self) -> Node:
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "comity.cli.main", "serve", "--port", str(self.port), "--workers", "1"],
                env=self.environment,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.address}/api/v1/version", timeout=2).read()  # noqa: S310 - our own address
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return self
        raise AssertionError((self.folder / "server.log").read_text()[-3000:])

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait()
            self.server = None

    def end(self) -> None:
        """Stop everything of this node."""
        self.stop()
        if self._inside is not None:
            self._inside.stdin.close()
            self._inside.wait()
            self._inside.stdout.close()
            self._inside = None

    def peers(self):
        return {one["origin"]: one for one in json.loads(self.run("peer", "list", "--json"))}

    def sync(self, peer: Node | None = None, *, expect: int | None = 0):
        """Take in what peers have; the results."""
        names = [peer.origin] if peer else []
        return json.loads(self.run("peer", "sync", *names, "--json", expect=expect))


def introduce(first: Node, second: Node, *types: str) -> None:
    """Both sides take each other's card, compare fingerprints and agree that these types go both ways."""
    for one, other in ((first, second), (second, first)):
        one.run("peer", "add", "-", stdin=other.run("node", "card"))
        one.run("peer", "confirm", other.origin, one.peers()[other.origin]["fingerprint"])
        for record_type in types or ("bulletin",):
            one.run("peer", "agree", other.origin, record_type, "--send", "--receive")
