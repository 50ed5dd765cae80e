"""What other nodes report: taken in under their labels, followed through versions, removed when recalled."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from comity.base.errors import InputError
from comity.domains.substances import queries, services
from comity.domains.substances.contents import report_data, substance_record
from comity.domains.substances.models import Profile, Report, Substance
from comity.domains.substances.records import record_types
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.records import ReceivedRecord, check_content
from comity.kernel.exchange.rules import What
from comity.kernel.handling.label import Label, Tlp

NODE = Actor.system("test")
TYPES = {one.name: one for one in record_types()}
ISSUED = datetime(2026, 6, 1, tzinfo=UTC)
FOREIGN = "9d1f3a52-0000-4000-8000-00000000000a"
CODE = "U-2026-3F9K2AB"


def substance(**changes):
    given = {"id": FOREIGN, "name": CODE, "state": "provisional", "provisional_code": CODE}
    return given | changes


def content(**changes):
    finding = {"substance": substance(), "as_reported": "white powder", "confidence": "unknown", "is_main": True}
    given = {"kind": "seizure", "own_reference": "GH-1", "happened_on": "2026-05-20", "country": "GH"}
    more = {"quantity": "12.5", "unit": "g", "reported_at": "2026-05-21T10:00:00Z", "analyses": [finding]}
    return given | more | {"reporter": {"name": "Institute of Accra"}} | changes


def came(kind, data, *, version=1, label=None, record_id=None, origin="elsewhere.test/log"):
    party = uuid4()
    given = ReceivedRecord(
        record_id=record_id or UUID(int=7),
        version=version,
        type=kind,
        type_version=1,
        origin=origin,
        originator=party,
        issued=ISSUED,
        label=label or Label(Tlp.GREEN, str(party)),
        content=data,
        key=uuid4(),
    )
    check_content(TYPES[kind], data)
    return given


def take(kind, data, **more):
    one = came(kind, data, **more)
    TYPES[kind].receive(NODE, one)
    return one


@pytest.fixture
def taken(house):
    return take("substance-report", content())


def test_it_keeps_origin_and_label(taken, analyst):
    made = queries.reports(analyst).get()
    assert (made.from_node, made.reporter_name, made.quantity) == ("elsewhere.test/log", "Institute of Accra", 12.5)
    assert made.analyses.get().substance.provisional_code == CODE
    take("substance-report", content(), record_id=UUID(int=8), label=Label(Tlp.AMBER_STRICT, str(uuid4())))
    assert queries.reports(analyst).count() == 1


def test_the_next_version_replaces_and_an_old_one_does_not(taken):
    take("substance-report", content(country="TG"), version=2)
    take("substance-report", content(country="NG"), version=1)
    assert Report.objects.get().country == "TG"


def test_identified_at_its_origin_it_is_renamed_here(taken, cocaine):
    found = Substance.objects.get(provisional_code=CODE)
    take(
        "substance", substance(name="Ethanol", state="identified", smiles="CCO", inchikey="LFQSCWFLJHTTHZ-UHFFFAOYSA-N")
    )
    found.refresh_from_db()
    assert (found.name, found.state, found.changes.get().from_node) == ("Ethanol", "identified", "elsewhere.test/log")
    take("substance", substance(), version=2)
    found.refresh_from_db()
    assert (found.name, found.state, found.inchikey) == (CODE, "provisional", "")
    as_cocaine = substance(name="Coke", state="identified", smiles=cocaine.smiles, inchikey=cocaine.inchikey)
    take("substance", as_cocaine, version=3)
    assert Report.objects.get().analyses.get().substance == cocaine
    cocaine.refresh_from_db()
    assert cocaine.name == "Cocaine", "what was registered here keeps its name"


def test_another_node_changes_nothing_that_was_decided_here(house, analyst):
    own = services.register_unknown(analyst, "base peak 182")
    said = substance(
        name="Ethanol",
        state="identified",
        smiles="CCO",
        inchikey="LFQSCWFLJHTTHZ-UHFFFAOYSA-N",
        provisional_code=own.provisional_code,
    )
    take("substance", said | {"provisional_code": own.provisional_code})
    take("substance", said, version=2)
    own.refresh_from_db()
    assert own.state == "provisional"


def test_a_contradiction_is_refused(house):
    wrong = substance(name="X", state="identified", smiles="CCO", inchikey="ZPUCINDJVBIVPJ-UHFFFAOYSA-N")
    with pytest.raises(InputError) as refused:
        take("substance", wrong)
    assert refused.value.code == "inchikey-differs"


@pytest.mark.parametrize(
    "more", [{"toxicology": {"age": "17"}}, {"laboratory": {"procedure": "…"}}, {"quantity": "NaN"}]
)
def test_the_schema_holds_nothing_of_persons_or_procedures(more):
    with pytest.raises(InputError):
        came("substance-report", content(**more))


def test_recalled_it_goes_with_all_that_was_made_from_it(taken):
    profile = {"report": str(taken.record_id), "substance": substance(), "method": "m", "compounds": {"a": 1.0}}
    take("profile", profile, record_id=UUID(int=9))
    assert Profile.objects.count() == 1
    TYPES["substance-report"].hear(NODE, taken, What.RECALLED)
    assert (Report.objects.count(), Profile.objects.count(), Substance.objects.count()) == (0, 0, 0)


def test_withdrawn_and_narrowed(taken, analyst):
    hear = TYPES["substance-report"].hear
    hear(NODE, replace(taken, label=Label(Tlp.RED, str(taken.originator))), What.NARROWED)
    assert not queries.reports(analyst).exists()
    hear(NODE, taken, What.WITHDRAWN)
    assert Report.objects.get().withdrawn_at == ISSUED


def test_a_profile_waits_for_its_report(house):
    profile = {"report": str(uuid4()), "substance": substance(), "method": "m", "compounds": {"a": 1.0}}
    with pytest.raises(InputError) as refused:
        take("profile", profile)
    assert refused.value.code == "report-unknown"


def test_what_leaves_here_fits_its_schema_and_can_be_taken(report, cocaine):
    data = report_data(report)
    take("substance-report", data)
    copy = Report.objects.get(from_node="elsewhere.test/log")
    for left, right in zip(report_data(report)["analyses"], report_data(copy)["analyses"], strict=True):
        assert {**left, "id": ""} == {**right, "id": ""}
    check_content(TYPES["substance"], substance_record(cocaine))
