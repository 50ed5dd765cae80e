"""An unknown spectrum gets its name everywhere, keeps its history, and loses the name again when it was wrong."""

from uuid import UUID, uuid4

import pytest

from comity.base.clock import now
from comity.base.errors import ConflictError, InputError, NotFoundError
from comity.domains.substances import services as register
from comity.domains.substances.library import naming, queries, records, services
from comity.domains.substances.library.contents import content_of
from comity.domains.substances.models import LibrarySpectrum, Substance
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.records import ReceivedRecord
from comity.kernel.handling.label import Label, Tlp
from tests.domains.substances.cases import CAFFEINE, COCAINE
from tests.domains.substances.library.conftest import clear, measured, only_own

pytestmark = pytest.mark.django_db
NODE = Actor.system("test")


@pytest.fixture
def cocaine(house):
    return register.register_substance(house.actor("Olive", house.operator, Role.COORDINATOR), COCAINE)


@pytest.fixture
def unknown(analyst):
    return services.save_unknown(analyst, measured(5), clear(analyst))


@pytest.fixture
def manager(house):
    return house.actor("Max", house.laboratory, Role.LABORATORY_MANAGER)


def test_named_with_reason_and_history(analyst, unknown, cocaine):
    row = naming.identify_spectrum(analyst, unknown.pk, cocaine.pk, "compared with a standard")
    assert (row.shown_name, row.is_unknown, row.provisional_code) == ("Cocaine", False, unknown.provisional_code)
    (change,) = row.identity_changes
    assert (change["what"], change["before"], change["after"]) == ("identified", unknown.provisional_code, "Cocaine")
    assert (change["reason"], row.confidence) == ("compared with a standard", "probable")
    assert not queries.unknowns(analyst).exists()
    naming.identify_spectrum(analyst, unknown.pk, cocaine.pk, "again")
    unknown.refresh_from_db()
    assert len(unknown.identity_changes) == 1


def test_taken_back_it_is_unknown_again(analyst, unknown, cocaine):
    naming.identify_spectrum(analyst, unknown.pk, cocaine.pk, "compared")
    with pytest.raises(InputError):
        naming.retract_spectrum(analyst, unknown.pk, "  ")
    row = naming.retract_spectrum(analyst, unknown.pk, "the standard was mixed up")
    assert (row.shown_name, row.is_unknown, row.confidence) == (unknown.provisional_code, True, "unknown")
    assert [one["what"] for one in row.identity_changes] == ["identified", "retracted"]
    assert AuditEntry.objects.filter(verb="retract spectrum").exists()
    with pytest.raises(ConflictError):
        naming.retract_spectrum(analyst, unknown.pk, "again")


def test_whoever_does_not_own_it_does_not_name_it(neighbour, analyst, cocaine):
    hidden = services.save_unknown(analyst, measured(6), only_own(analyst))
    with pytest.raises(NotFoundError):
        naming.identify_spectrum(neighbour, hidden.pk, cocaine.pk, "mine")


def test_what_has_left_leaves_again_under_its_new_name(analyst, manager, unknown, cocaine):
    sent = records.publish_spectrum(manager, unknown.pk)
    naming.identify_spectrum(analyst, unknown.pk, cocaine.pk, "compared")
    unknown.refresh_from_db()
    made = Record.objects.get(pk=unknown.record_key)
    assert (made.record_id, made.version) == (sent.record_id, 2)
    assert (made.content["substance"], made.content["inchikey"]) == ("Cocaine", cocaine.inchikey)
    naming.retract_spectrum(analyst, unknown.pk, "mixed up")
    unknown.refresh_from_db()
    made = Record.objects.get(pk=unknown.record_key)
    assert made.version == 3
    assert not {"substance", "inchikey"} & set(made.content)


def test_a_renamed_substance_is_renamed_in_spectra_that_have_left(house, analyst, manager, unknown):
    keeper = house.actor("Olive", house.operator, Role.COORDINATOR)
    code = register.register_unknown(keeper, "a white powder")
    naming.identify_spectrum(analyst, unknown.pk, code.pk, "the same powder")
    records.publish_spectrum(manager, unknown.pk)
    register.identify_substance(keeper, code.pk, "by NMR", values=CAFFEINE)
    unknown.refresh_from_db()
    assert Record.objects.get(pk=unknown.record_key).content["substance"] == "Caffeine"


def test_withdrawn_it_is_withdrawn_at_every_node(manager, unknown):
    sent = records.publish_spectrum(manager, unknown.pk)
    services.withdraw_spectrum(manager, unknown.pk, "wrong sample")
    sent.refresh_from_db()
    assert sent.state == "withdrawn"


def came(content, version, label):
    return ReceivedRecord(
        record_id=UUID(int=9),
        version=version,
        type="spectrum",
        type_version=1,
        origin="gh.example/log",
        originator=uuid4(),
        issued=now(),
        label=label,
        content=content,
        key=uuid4(),
    )


@pytest.mark.parametrize("known_here", [True, False])
def test_another_nodes_unknown_is_renamed_here_with_history(analyst, unknown, cocaine, known_here):
    label = Label(Tlp.CLEAR, str(uuid4()))
    first = content_of(unknown) | {"provisional_code": "U-2026-AAAAAAA", "identifier": "U-2026-AAAAAAA"}
    records.take(NODE, came(first, 1, label))
    if not known_here:
        Substance.objects.all().delete()
    named = first | {"substance": "Cocaine", "inchikey": cocaine.inchikey}
    records.take(NODE, came(named, 2, label))
    row = LibrarySpectrum.objects.get(from_node="gh.example/log")
    assert (row.shown_name, row.is_unknown) == ("Cocaine", False)
    assert (row.substance == cocaine) is known_here
    records.take(NODE, came(first, 3, label))
    row.refresh_from_db()
    row = LibrarySpectrum.objects.get(pk=row.pk)
    assert (row.shown_name, row.is_unknown) == ("U-2026-AAAAAAA", True)
    said = [(one["before"], one["after"], one["by"]) for one in row.identity_changes]
    assert said == [("U-2026-AAAAAAA", "Cocaine", "gh.example/log"), ("Cocaine", "U-2026-AAAAAAA", "gh.example/log")]
    with pytest.raises(ConflictError):
        naming.identify_spectrum(NODE, row.pk, Substance.objects.create(name="x", created_at=now()).pk, "ours")
