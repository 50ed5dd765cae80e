"""Reading the log: its head, proofs, witnesses. Entries are salted commitments: the log itself has no secrets."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import QuerySet

from comity.base.errors import NotFoundError
from comity.kernel.ledger.identity import node_identity
from comity.kernel.ledger.models import Cosignature, ForkEvidence, LogEntry, SignedHead, WatchedLog
from comity.kernel.ledger.signing import is_signed_by_present_key, sign_head
from comity.kernel.ledger.tiles import fetch
from comity.protocol.checkpoint import Checkpoint
from comity.protocol.keys import VerifierKey
from comity.protocol.proof import LogProof
from comity.protocol.tiles import TileReader
from comity.protocol.tree import leaf_hash


def signed_head() -> SignedHead:
    """The newest head; signed first where the log has none that is up to date."""
    return sign_head()


def note_of(head: SignedHead) -> bytes:
    """A signed head with the lines of all its witnesses, as anybody reads it."""
    return (head.note + "".join(one.line for one in head.cosignatures.order_by("witness"))).encode()


def get_entry(index: int) -> bytes:
    """One entry of the log."""
    found = LogEntry.objects.filter(index=index).values_list("entry", flat=True).first()
    if found is None:
        raise NotFoundError
    return bytes(found)


def index_of(entry: bytes) -> int | None:
    """Where an entry stands; none while it waits for its place, or when this log never had it."""
    rows = LogEntry.objects.filter(leaf_hash=leaf_hash(entry)).exclude(index=None).order_by("index")
    return rows.values_list("index", flat=True).first()


def proof_of(index: int) -> LogProof:
    """Proof that the entry stands in the log, under a signed head with as many witnesses as there are.

    The newest head that has witnesses is taken where it covers the entry; otherwise the newest head.
    """
    head = _best_head(index)
    return LogProof(index, tuple(_tiles(head).inclusion_proof(index)), note_of(head))


def newest_cosignatures() -> list[Cosignature]:
    """By witness: what it has signed last of this log."""
    rows = Cosignature.objects.filter(head__origin=node_identity().origin).select_related("head")
    newest = {one.witness: one for one in rows.order_by("witness", "head__size")}
    return list(newest.values())


def witness_keys() -> tuple[VerifierKey, ...]:
    """The keys of all who have signed heads of this log as its witnesses, for bundles that stand alone."""
    rows = Cosignature.objects.filter(head__origin=node_identity().origin).exclude(verifier_key="")
    keys = rows.order_by("verifier_key").values_list("verifier_key", flat=True).distinct()
    return tuple(VerifierKey.parse(key) for key in keys)


def consistency_of(old: int, head: SignedHead) -> list[bytes]:
    """Proof that the log at a signed head continues what it was at `old` entries."""
    return _tiles(head).consistency_proof(old)


def watched_logs() -> QuerySet[WatchedLog]:
    """The logs of partners for which this node is a witness."""
    return WatchedLog.objects.order_by("origin")


def fork_evidence() -> QuerySet[ForkEvidence]:
    """Pairs of signed heads that cannot both be true, newest first."""
    return ForkEvidence.objects.order_by("-id")


def _best_head(index: int) -> SignedHead:
    heads = SignedHead.objects.filter(origin=node_identity().origin, size__gt=index)
    witnessed = heads.filter(cosignatures__isnull=False).order_by("-size").first()
    found = witnessed if witnessed is not None and is_signed_by_present_key(witnessed) else sign_head()
    if found.size <= index or index < 0:
        raise NotFoundError
    return found


def _tiles(head: SignedHead) -> TileReader:
    return _reader(head.origin, head.size, bytes(head.root))


@lru_cache(maxsize=8)
def _reader(origin: str, size: int, root: bytes) -> TileReader:
    """Tiles that were authenticated under a head stay so."""
    return TileReader(Checkpoint(origin, size, root), fetch)
