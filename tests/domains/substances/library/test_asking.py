"""Has anyone else seen this? Each owner's label decides: nothing, whom to ask, or the record; nothing else is told."""

import json
from datetime import UTC, datetime

import pytest

from comity.base.clock import as_if, now
from comity.base.errors import ComityError, ConflictError, InputError, NotFoundError
from comity.domains.directory.models import ContactPoint, Profile
from comity.domains.substances.library import asking, queries, services
from comity.domains.substances.library.rules import Disclosure, disclosure
from comity.domains.substances.models import LibrarySpectrum, PeerAnswer, QuestionsHeard
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange.records import Asker
from comity.kernel.handling.label import Label, Onward, Tlp
from comity.kernel.handling.services import set_label
from comity.kernel.handling.viewers import viewer_of
from tests.domains.substances.library.conftest import clear, measured, only_own

pytestmark = pytest.mark.django_db
NODE = Actor.system("a question from another node")


@pytest.fixture
def asker(house):
    """The foreign institute's node."""
    return Asker("gh.example/log", house.institute.pk, frozenset({"public-health"}))


@pytest.fixture
def unknown(analyst, committed):
    def kept(label, seed=5):
        with committed():
            return services.save_unknown(analyst, measured(seed), label)

    return kept


def asked(seed=5):
    return asking.question_of(measured(seed), Label(Tlp.GREEN, "00000000-0000-4000-8000-000000000001"))


def hits(asker, seed=5):
    return asking.answer(NODE, asker, asked(seed))["hits"]


def test_who_may_see_it_gets_the_record_with_its_label(asker, unknown, analyst):
    row = unknown(clear(analyst))
    [hit] = hits(asker)
    assert (hit["disclosed"], hit["record"]["provisional_code"]) == ("record", row.provisional_code)
    assert len(hit["record"]["peaks"]) == row.peak_count
    assert hit["label"]["tlp"] == "CLEAR"


def test_who_must_ask_gets_a_hit_and_whom_to_ask_and_no_data(asker, unknown, analyst, house):
    ContactPoint.objects.create(
        profile=Profile.objects.create(party=house.laboratory), function="Enquiries", email="drugs@example.org"
    )
    row = unknown(only_own(analyst))
    [hit] = hits(asker)
    assert hit["disclosed"] == "hit"
    assert hit["contact"] == {"party": str(row.owner), "name": "Laboratory North", "email": "drugs@example.org"}
    assert set(hit) == {"disclosed", "reference", "score", "contact"}
    told = json.dumps(hit)
    assert row.provisional_code not in told
    assert not any(str(mz) in told for mz in measured(5).mz)


@pytest.mark.parametrize(
    "changes",
    [{"tlp": Tlp.RED}, {"onward": Onward.NONE}, {"onward": Onward.LISTED}, {"not_releasable_to": frozenset({"GH"})}],
)
def test_what_may_not_be_told_is_as_if_it_were_not_there(asker, unknown, analyst, changes):
    empty = asking.answer(NODE, asker, asked())
    unknown(Label(**{"tlp": Tlp.AMBER_STRICT, "originator": str(analyst.party_id)} | changes))
    assert asking.answer(NODE, asker, asked()) == empty == {"hits": []}


def test_many_hidden_spectra_of_one_owner_are_one_hit(asker, unknown, analyst):
    for _ in range(3):
        unknown(only_own(analyst))
    assert len(hits(asker)) == 1


def test_a_weak_hit_is_not_told(asker, unknown, analyst):
    unknown(only_own(analyst), seed=6)
    assert hits(asker, seed=5) == []


def test_after_the_owner_has_released_it_the_record_comes(asker, unknown, analyst, house):
    row = unknown(only_own(analyst))
    assert hits(asker)[0]["disclosed"] == "hit"
    label = Label(Tlp.AMBER, str(analyst.party_id), releasable_to=frozenset({str(house.institute.pk)}))
    set_label(analyst, row, label, "Released after a question")
    assert hits(asker)[0]["record"]["provisional_code"] == row.provisional_code


def test_a_withheld_field_stays_withheld(asker, unknown, analyst):
    from comity.kernel.handling.services import set_field_label

    row = unknown(clear(analyst))
    set_field_label(analyst, row, "/provisional_code", only_own(analyst), "Not this")
    [hit] = hits(asker)
    assert "provisional_code" not in hit["record"]
    assert hit["withheld"] == 1


def test_every_look_stands_in_the_audit_trail(asker, unknown, analyst):
    row = unknown(only_own(analyst))
    hits(asker)
    entry = AuditEntry.objects.get(verb="disclose spectrum")
    assert (entry.object_ref, entry.party_id) == (f"libraryspectrum:{row.pk}", asker.party_id)
    assert entry.detail == {"peer": "gh.example/log", "disclosed": "hit"}


@pytest.mark.parametrize(
    "broken", [{"peaks": []}, {"peaks": [[1, 2]] * 2001}, {"peaks": [["a", 1]]}, {"label": {}}, {"technique": "raman"}]
)
def test_a_question_that_cannot_be_read_is_refused(asker, broken):
    with pytest.raises(InputError):
        asking.answer(NODE, asker, asked() | broken)


def test_a_purpose_counts_when_it_was_agreed(analyst, stranger):
    label = Label(Tlp.GREEN, str(analyst.party_id), purposes=frozenset({"public-health"}), onward=Onward.NONE)
    plain, stated = viewer_of(stranger), viewer_of(stranger, purpose="public-health")
    assert (disclosure(label, plain, now()), disclosure(label, stated, now())) == (
        Disclosure.NOTHING,
        Disclosure.RECORD,
    )


# Asking ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked_around(house, meet, committed):
    """A question of the operator's analyst to one agreed node."""
    meet("b.test", "question:spectrum")
    analyst = house.actor("Ola", house.operator, "analyst")

    def ask(label=None):
        return analyst, asking.ask_around(analyst, measured(5), label or clear(analyst))

    return ask


def test_a_question_goes_where_label_and_agreement_allow(asked_around):
    analyst, question = asked_around()
    [row] = queries.answers(analyst, question)
    assert (row.node, row.state, row.asked["label"]["tlp"]) == ("b.test/log", "asked", "CLEAR") or row.state == "asked"
    assert AuditEntry.objects.filter(verb="ask other nodes").count() == 1
    with pytest.raises(InputError):
        asked_around(only_own(analyst))


def test_only_who_asked_reads_the_answers(asked_around, stranger):
    _, question = asked_around()
    with pytest.raises(NotFoundError):
        queries.answers(stranger, question)


def test_answers_are_kept_and_broken_ones_are_not(asked_around, monkeypatch):
    analyst, question = asked_around()
    row = PeerAnswer.objects.get()
    monkeypatch.setattr(asking, "ask_peer", lambda *_: {"hits": [{"disclosed": "hit", "score": 7}]})
    asking.ask(NODE, row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    PeerAnswer.objects.update(state="asked")
    monkeypatch.setattr(asking, "ask_peer", lambda *_: {"hits": [{"disclosed": "hit", "score": 0.9}]})
    asking.ask(NODE, row.pk)
    assert queries.answers(analyst, question)[0].hits == [{"disclosed": "hit", "score": 0.9}]
    assert AuditEntry.objects.filter(verb="hear of spectrum").count() == 1


def test_a_node_that_cannot_be_reached_is_said(asked_around, monkeypatch):
    def away(*_):
        raise ComityError("away", asking._unusable().what)

    analyst, question = asked_around()
    monkeypatch.setattr(asking, "ask_peer", away)
    asking.ask(NODE, PeerAnswer.objects.get().pk)
    assert queries.answers(analyst, question)[0].fault
    assert LibrarySpectrum.objects.count() == 0


def test_a_node_that_asks_all_the_time_is_stopped_for_the_hour(asker, unknown, analyst, monkeypatch):
    unknown(clear(analyst))
    monkeypatch.setattr(asking, "MOST_AN_HOUR", 3)
    other = Asker("other.example/log", asker.party_id)
    with as_if(datetime(2026, 6, 1, 10, 59, tzinfo=UTC)):
        for _ in range(3):
            assert hits(asker)
        with pytest.raises(ConflictError) as refused:
            hits(asker)
        assert (refused.value.code, refused.value.remedy is not None) == ("too-many-questions", True)
        assert hits(other), "each node has its own count"
    with as_if(datetime(2026, 6, 1, 11, 0, tzinfo=UTC)):
        assert hits(asker)
    assert QuestionsHeard.objects.filter(origin=asker.origin).count() == 1, "earlier hours are forgotten"
