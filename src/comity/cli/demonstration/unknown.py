"""An unknown across two nodes: planted at one, found from the other, released, told. Everything in it is invented.

Steps for the processes of the demonstration (`across`): `plant` and `answer` and `release` at the second node, `ask`,
`hear` and `alert` at the first. What one returns, the other gets; no step uses the network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from comity.kernel.accounts.actor import Actor

NODE: Final = Actor.system("the demonstration of an unknown")
RECORDS: Final = 400  # of each file of the starting library: the demonstration starts quickly
PEAKS: Final = (
    (72.0808, 100.0),
    (91.0542, 31.0),
    (107.0491, 62.0),
    (135.0804, 18.0),
    (176.1070, 44.0),
    (204.1019, 77.0),
    (221.1285, 23.0),
    (278.1499, 9.0),
)
PRECURSOR: Final = 321.1921
QUESTION: Final = "question:spectrum"
TYPES: Final = (QUESTION, "spectrum", "alert")


def load_library() -> int:
    """A part of the starting library; how many spectra."""
    from comity.domains.substances.library.loading import load

    return sum(len(outcome.added) + len(outcome.known) for outcome, _ in load([], most=RECORDS))


def agree(peer: UUID) -> None:
    """Both nodes agree on the question, on spectra and on alerts."""
    from comity.kernel.exchange.services import set_agreement

    for name in TYPES:
        set_agreement(NODE, peer, name, may_send=True, may_receive=True)


def plant(*, country: str = "GH", shift: float = 0.0004) -> dict[str, str]:
    """An unknown that its own organisation alone may see; whoever asks is told whom to ask."""
    from comity.domains.substances.library.services import Origin, save_unknown
    from comity.kernel.handling.label import Label, Tlp

    label = Label(Tlp.AMBER_STRICT, str(_own().pk))
    row = save_unknown(NODE, _spectrum(shift), label, Origin("Powder, invented", country))
    return {"spectrum": str(row.pk), "code": row.provisional_code}


def ask() -> dict[str, Any]:
    """The question as it goes over the line: peaks, no name, no place, labelled."""
    from comity.domains.substances.library.asking import question_of
    from comity.kernel.handling.label import Label, Tlp

    return question_of(_spectrum(0.0), Label(Tlp.GREEN, str(_own().pk)))


def answer(asked: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """What the node answers the peer with this name."""
    from comity.kernel.exchange.models import Peer
    from comity.kernel.exchange.services.questions import answer_question

    peer = Peer.objects.get(origin=origin)
    return dict(answer_question(NODE, peer.pk, "spectrum", asked))


def hear(asked: Mapping[str, Any], answered: Mapping[str, Any], origin: str) -> dict[str, str]:
    """Keep what came back, so that the page of the question shows it."""
    import uuid

    from comity.base.clock import now
    from comity.domains.substances.models import PeerAnswer
    from comity.kernel.exchange.models import Peer

    made = PeerAnswer.objects.create(
        question=uuid.uuid4(),
        asked_by=_own().pk,
        asked_at=now(),
        asked=dict(asked),
        peer=Peer.objects.get(origin=origin).pk,
        node=origin,
        state="answered",
        hits=list(answered["hits"]),
    )
    return {"page": f"/substances/questions/{made.question}/"}


def release(spectrum: str, origin: str) -> dict[str, str]:
    """The owner lets the organisation of that peer see it, and sends it."""
    from comity.domains.substances.library.queries import get_spectrum
    from comity.domains.substances.library.records import publish_spectrum
    from comity.kernel.exchange.models import Peer
    from comity.kernel.handling.label import Label, Tlp
    from comity.kernel.handling.services import set_label

    row, peer = get_spectrum(NODE, UUID(spectrum)), Peer.objects.get(origin=origin)
    label = Label(Tlp.AMBER, str(_own().pk), releasable_to=frozenset({str(peer.party_id)}))
    set_label(NODE, row, label, "Released after a question")
    made = publish_spectrum(NODE, row.pk)
    return {"record": str(made.record_id)}


def alert() -> dict[str, str]:
    """The first node has the same in its own country: the rule drafts an alert, which waits for a person."""
    from comity.domains.substances.library import index
    from comity.domains.substances.watch.drafting import draft_spectral_signal

    planted = plant(country="NL", shift=0.0)
    index.catch_up()
    made = draft_spectral_signal(NODE, UUID(planted["spectrum"]))
    if made is None:
        raise LookupError("two countries have the same unknown, and no alert was drafted")
    return {"alert": f"/substances/alerts/{made.pk}/review/", "title": made.title}


def do_agree(*, origin: str) -> dict[str, Any]:
    """`agree` with the peer of this name."""
    from comity.kernel.exchange.models import Peer

    agree(Peer.objects.get(origin=origin).pk)
    return {}


STEPS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "agree": do_agree,
    "plant": plant,
    "ask": ask,
    "answer": answer,
    "hear": hear,
    "release spectrum": release,
    "alert": alert,
}


def _own() -> Any:
    from comity.kernel.parties.queries import operator

    own = operator()
    if own is None:
        raise LookupError("the node was founded before")
    return own


def _spectrum(shift: float) -> Any:
    from comity.science.spectra.spectrum import Spectrum

    peaks = [(mz + shift, height) for mz, height in PEAKS]
    return Spectrum.from_peaks(peaks, precursor_mz=PRECURSOR + shift, precursor_type="[M+H]+", polarity="positive")
