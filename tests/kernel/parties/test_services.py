import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.parties import queries, services
from comity.kernel.parties.models import Membership, Party

ADMINISTRATOR = Role.ADMINISTRATOR


@pytest.fixture
def operator(house):
    return house.actor("Olive", house.operator, ADMINISTRATOR)


@pytest.fixture
def minister(house):
    return house.actor("Mina", house.ministry, ADMINISTRATOR)


def test_who_runs_the_node_registers_organisations(operator):
    party = services.register_party(operator, kind="organisation", name="  Police   Institute ", country="gh")
    assert (party.name, party.country) == ("Police Institute", "GH")
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_ref, entry.user_id) == ("register party", f"party:{party.pk}", operator.user_id)


def test_nobody_else_registers_organisations(minister):
    with pytest.raises(NotAllowedError):
        services.register_party(minister, kind="organisation", name="Mine")
    assert not AuditEntry.objects.exists()


def test_an_organisation_registers_its_own_laboratories(house, minister):
    party = services.register_party(minister, kind="laboratory", name="Laboratory East", part_of=house.ministry.pk)
    assert queries.is_part_of(party.pk, house.ministry.pk)
    services.rename_party(minister, party.pk, name="Laboratory East 2")


def test_but_no_laboratory_of_another(house, minister):
    with pytest.raises(NotAllowedError):
        services.register_party(minister, kind="laboratory", name="x", part_of=house.institute.pk)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "person"}, "kind-unknown"),
        ({"kind": "nonsense"}, "kind-unknown"),
        ({"name": "   "}, "name-missing"),
        ({"name": "x" * 201}, "name-too-long"),
        ({"name": "abc\u202edef"}, "name-hidden-characters"),
        ({"name": "abc\x00def"}, "name-hidden-characters"),
        ({"country": "XX"}, "country-unknown"),
    ],
)
def test_what_cannot_be_registered(operator, changes, code):
    with pytest.raises(InputError) as refused:
        services.register_party(operator, **{"kind": "organisation", "name": "Fine", **changes})
    assert refused.value.code == code
    assert not AuditEntry.objects.exists()


def test_a_script_as_a_name_stays_text(operator):
    assert services.register_party(operator, kind="group", name="<script>alert(1)</script>").name.startswith("<script>")


def test_renaming_with_an_old_version_is_a_conflict(house, minister):
    services.rename_party(minister, house.ministry.pk, name="New", version=1)
    with pytest.raises(ConflictError):
        services.rename_party(minister, house.ministry.pk, name="Newer", version=1)
    assert Party.objects.get(pk=house.ministry.pk).name == "New"


def test_one_administrator_has_no_power_over_another_organisation(house, minister, operator):
    house.actor("Ines", house.institute, ADMINISTRATOR)
    for actor in (minister, operator):
        with pytest.raises(NotAllowedError):
            services.rename_party(actor, house.institute.pk, name="Taken over")
        with pytest.raises(NotAllowedError):
            services.end_party(actor, house.institute.pk)


def test_a_network_has_no_power_over_its_members(house):
    actor = house.actor("Nell", house.network, ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        services.rename_party(actor, house.institute.pk, name="Ours")


def test_nobody_takes_a_laboratory_by_making_it_a_part(house, minister):
    house.actor("Ines", house.institute, ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        services.add_membership(minister, house.institute.pk, house.ministry.pk)
    assert not queries.is_part_of(house.institute.pk, house.ministry.pk)


def test_a_network_takes_members_and_either_side_ends_it(house):
    network = house.actor("Nell", house.network, ADMINISTRATOR)
    membership = services.add_membership(network, house.ministry.pk, house.network.pk, role="full member")
    assert [one.member_id for one in queries.members(network, house.network.pk)] == [
        house.institute.pk,
        house.ministry.pk,
    ]
    minister = house.actor("Mina", house.ministry, ADMINISTRATOR)
    services.end_membership(minister, membership.pk)
    with pytest.raises(ConflictError):
        services.end_membership(minister, membership.pk)
    stranger = house.actor("Ines", house.institute, ADMINISTRATOR)
    theirs = services.add_membership(network, house.laboratory.pk, house.network.pk)
    with pytest.raises(NotAllowedError):
        services.end_membership(stranger, theirs.pk)


def test_no_circles_no_repetition_no_wrong_kinds(house):
    system = Actor.system("test")
    alliance = services.register_party(system, kind="alliance", name="Alliance")
    services.add_membership(system, house.network.pk, alliance.pk)
    regional = services.register_party(system, kind="network", name="Regional")
    services.add_membership(system, regional.pk, house.network.pk)
    for member, of, code in [
        (house.network, regional, "circle"),
        (house.network, house.network, "circle"),
        (house.network, house.ministry, "kinds-do-not-fit"),
    ]:
        with pytest.raises(InputError) as refused:
            services.add_membership(system, member.pk, of.pk)
        assert refused.value.code == code
    with pytest.raises(ConflictError):
        services.add_membership(system, house.network.pk, alliance.pk)


def test_an_ended_party_ends_its_memberships_and_what_people_do_for_it(house, minister):
    analyst = house.actor("Ana", house.laboratory)
    services.end_party(minister, house.laboratory.pk)
    assert not Membership.objects.filter(member=house.laboratory, until=None).exists()
    from comity.kernel.accounts.queries import my_assignments

    assert not my_assignments(analyst).exists()
    with pytest.raises(ConflictError):
        services.end_party(Actor.system("test"), house.laboratory.pk)


def test_the_operator_cannot_be_ended(house, operator):
    with pytest.raises(ConflictError):
        services.end_party(operator, house.operator.pk)


def test_what_is_not_there_is_not_found(minister):
    missing = minister.user_id
    for attempt in (
        lambda: services.rename_party(minister, missing, name="x"),
        lambda: services.end_party(minister, missing),
        lambda: services.end_membership(minister, missing),
        lambda: services.add_membership(minister, missing, missing),
        lambda: queries.get_party(minister, minister.person_id.__class__(int=1)),
    ):
        with pytest.raises(NotFoundError):
            attempt()
