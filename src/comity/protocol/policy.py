"""Which logs and how many witnesses are enough: C2SP tlog-policy.

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <name>…
    quorum <name>|none

A policy is what somebody trusts; it comes from them, never from the bundle that it judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.base.messages import message
from comity.protocol.heads import SignedHead, open_checkpoint
from comity.protocol.keys import KeyKind, VerifierKey
from comity.protocol.refusals import FormatError, VerificationError

SPECIFICATION = "C2SP tlog-policy"
MAXIMUM_BYTES = 1_000_000
NO_QUORUM = message("protocol", "Too few of the witnesses that this policy asks for have cosigned this head.")


@dataclass(frozen=True, slots=True)
class Group:
    """At least `needed` of `members`; a witness is a group of none with its own name."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    r"""Logs, witnesses and the quorum over them.

    Examples
    --------
    >>> from comity.protocol.keys import SigningKey
    >>> one = SigningKey("w.test", KeyKind.COSIGNATURE, bytes(32)).verifier
    >>> policy = Policy.parse(f"witness W {one.vkey}\ngroup G 1 W\nquorum G\n".encode())
    >>> policy.satisfied_by([one]), policy.satisfied_by([])
    (True, False)
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str

    def satisfied_by(self, signers: Iterable[VerifierKey]) -> bool:
        """Whether cosignatures of these keys are enough."""
        signed = set(signers)
        return self.quorum == "none" or self._holds(self.quorum, signed)

    def open(self, data: bytes, *, origin: str = "") -> SignedHead:
        """Open a signed head under this policy: signed by one of the logs, and cosigned by a quorum.

        Raises
        ------
        VerificationError
            `policy-quorum`, or what opening the checkpoint raises.
        """
        head = open_checkpoint(data, self.logs, self.witnesses.values(), origin=origin)
        if not self.satisfied_by(one.key for one in head.cosignatures):
            raise VerificationError("policy-quorum", NO_QUORUM, where=head.checkpoint.origin)
        return head

    def _holds(self, name: str, signed: set[VerifierKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name] in signed
        group = self.groups[name]
        return sum(self._holds(member, signed) for member in group.members) >= group.needed

    @classmethod
    def parse(cls, data: bytes) -> Policy:
        """Read a policy file."""
        if len(data) > MAXIMUM_BYTES or any((byte < 0x20 and byte not in b"\t\n") or byte == 0x7F for byte in data):
            raise FormatError("policy-characters", SPECIFICATION)
        text = data.decode("utf-8", "surrogateescape")
        if text and not text.endswith("\n"):
            raise FormatError("policy-last-line", SPECIFICATION)
        reading = _Reading()
        for number, line in enumerate(text.split("\n"), 1):
            words = [word for part in line.split(" ") for word in part.split("\t") if word]
            if words and not words[0].startswith("#"):
                reading.take(words, f"line {number}")
        return reading.policy()


class _Reading:
    """Lines of a policy taken in one after the other; names must have been defined above."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.used: set[str] = set()
        self.quorum = ""

    def take(self, words: list[str], where: str) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self._log(VerifierKey.parse(vkey), where)
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._witness(name, VerifierKey.parse(vkey), where)
            case ["group", name, needed, *members] if members:
                self._group(name, needed, tuple(members), where)
            case ["quorum", name] if not self.quorum and (name == "none" or name in self._names()):
                self.quorum = name
            case _:
                raise FormatError("policy-line", SPECIFICATION, where=where)

    def policy(self) -> Policy:
        if not self.quorum:
            raise FormatError("policy-quorum-missing", SPECIFICATION)
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _names(self) -> set[str]:
        return set(self.witnesses) | set(self.groups)

    def _log(self, key: VerifierKey, where: str) -> None:
        if key.public in {one.public for one in self.logs} or key.kind is KeyKind.COSIGNATURE:
            raise FormatError("policy-log", SPECIFICATION, where=where)
        self.logs.append(key)

    def _witness(self, name: str, key: VerifierKey, where: str) -> None:
        twice = key.public in {one.public for one in self.witnesses.values()}
        if twice or not key.kind.timed or name == "none" or name in self._names():
            raise FormatError("policy-witness", SPECIFICATION, where=where)
        self.witnesses[name] = key

    def _group(self, name: str, needed: str, members: tuple[str, ...], where: str) -> None:
        count = {"all": len(members), "any": 1}.get(needed) or (
            int(needed) if needed.isascii() and needed.isdigit() else 0
        )
        known = set(members) <= self._names() and not set(members) & self.used and len(set(members)) == len(members)
        if not 1 <= count <= len(members) or not known or name == "none" or name in self._names():
            raise FormatError("policy-group", SPECIFICATION, where=where)
        self.used |= set(members)
        self.groups[name] = Group(count, members)
