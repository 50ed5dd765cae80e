import pytest

from comity.base.errors import NotAllowedError, NotFoundError
from comity.domains.directory import queries, services
from comity.domains.directory.interchange import entries_as_csv, entries_as_json
from comity.domains.directory.queries import Search
from comity.domains.directory.values import ProfileValues
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role


def names(actor, **asked):
    return {party.name for party in queries.search(actor, Search(**asked))}


@pytest.mark.parametrize(
    "text", ["foreign", "INSTITUTE foreign", "accra", "ghana", "Гана", "seized drugs", "غانا", "dna and"]
)
def test_words_in_any_language_find_it(described, stranger, text):
    assert described.name in names(stranger, text=text)


def test_conditions_add_up(described, house, stranger):
    assert names(stranger, kind="laboratory", country="gh", discipline="group:chemistry", accredited=True) == {
        described.name
    }
    assert names(stranger, network=house.network.pk) == {described.name}
    assert not names(stranger, discipline="fire")
    assert not names(stranger, text="foreign nonsense")
    assert names(stranger, box=(4.0, -4.0, 8.0, 0.0)) == {described.name}


@pytest.mark.usefixtures("described")
def test_wildcards_are_letters(stranger):
    assert not names(stranger, text="for%ign")
    assert not names(stranger, text="_oreign")


def test_people_are_no_entries(stranger):
    assert not names(stranger, text="Ann")


def test_personal_contact_data_are_for_roles_that_need_them(described, house, stranger, keeper):
    def shown(actor):
        view = queries.entry(actor, described.pk)
        return {contact.person for contact in view.contacts}, view.hidden_contacts

    coordinator = house.actor("Cleo", house.operator, Role.COORDINATOR)
    assert shown(stranger) == ({""}, 1)
    assert shown(house.actor("Oz", house.ministry, Role.OBSERVER)) == ({""}, 1)
    assert shown(keeper) == shown(coordinator) == ({"", "Mary Mensah"}, 0)
    assert shown(house.actor("Abena", described, Role.ANALYST)) == ({"", "Mary Mensah"}, 0)


def test_nobody_without_a_role_sees_anything(described):
    visitor = Actor(user_id=None)
    assert not names(visitor)
    with pytest.raises(NotFoundError):
        queries.entry(visitor, described.pk)


@pytest.mark.parametrize("write", [entries_as_csv, entries_as_json])
@pytest.mark.usefixtures("described")
def test_exports_hold_persons_only_for_the_secretariat(administrator, keeper, stranger, write):
    assert "Mensah" in write(queries.export_entries(administrator))
    for actor in (keeper, stranger):
        text = write(queries.export_entries(actor))
        assert "Mensah" not in text
        assert "mary" not in text
        assert "office@example.org" in text


def test_what_is_not_listed_is_nowhere_for_others(hidden, house, stranger, keeper, administrator):
    with pytest.raises(NotFoundError):
        queries.entry(stranger, hidden.pk)
    assert hidden.name not in names(stranger)
    assert hidden.name not in {one.member.name for one in queries.entry(stranger, house.network.pk).members}
    assert queries.entry(stranger, house.network.pk).members_count == 0
    assert hidden.name not in entries_as_csv(queries.export_entries(stranger))
    assert not queries.places(stranger, Search())
    with pytest.raises(NotFoundError):
        queries.history(stranger, hidden.pk)
    for actor in (keeper, administrator):
        assert queries.entry(actor, hidden.pk).party == hidden


def test_history_is_for_those_who_keep_the_entry(described, keeper, stranger):
    verbs = [change.entry.verb for change in queries.history(keeper, described.pk)]
    assert verbs[0] == "add accredited scope"
    assert {change.person for change in queries.history(keeper, described.pk)} == {"Kofi"}
    with pytest.raises(NotAllowedError):
        queries.history(stranger, described.pk)


@pytest.mark.usefixtures("described")
def test_close_places_share_a_circle(house, administrator):
    services.edit_profile(administrator, house.network.pk, ProfileValues(latitude=5.9, longitude=-0.1))
    services.edit_profile(administrator, house.second_laboratory.pk, ProfileValues(latitude=52.1, longitude=4.3))
    north, south = queries.places(administrator, Search())
    assert [party.name for party in south.parties] == ["Foreign Institute", "Network"]
    assert south.latitude == pytest.approx(5.75)
    assert len(north.parties) == 1


def test_what_a_party_can_join(house, administrator, keeper):
    assert house.network in queries.joinable(administrator, house.institute)
    assert not queries.joinable(keeper, house.institute)
    minister = house.actor("Mina", house.ministry, Role.ADMINISTRATOR)
    assert house.ministry in queries.joinable(minister, house.institute)


@pytest.mark.parametrize("more", [0, 30])
def test_an_entry_takes_the_same_number_of_queries_however_much_there_is(
    described, keeper, django_assert_num_queries, more
):
    from tests.domains.directory.conftest import FUNCTIONAL, SCOPE

    for _ in range(more):
        services.add_contact_point(keeper, described.pk, FUNCTIONAL)
        services.add_scope(keeper, described.pk, SCOPE)
    with django_assert_num_queries(14):
        queries.entry(keeper, described.pk)


@pytest.mark.parametrize("more", [0, 30])
@pytest.mark.usefixtures("described")
def test_an_export_too(administrator, django_assert_num_queries, more):
    for number in range(more):
        services.register_entry(administrator, kind="laboratory", name=f"Laboratory {number}")
    with django_assert_num_queries(5):
        list(queries.export_entries(administrator))
