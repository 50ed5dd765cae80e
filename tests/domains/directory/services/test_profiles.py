import pytest

from comity.base.errors import InputError, NotAllowedError, NotFoundError
from comity.domains.directory import services
from comity.domains.directory.models import Profile
from comity.domains.directory.services import ChangedMeanwhileError
from comity.domains.directory.values import ProfileValues
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry


def test_a_keeper_describes_their_party_and_it_is_on_record(house, keeper):
    profile = services.edit_profile(keeper, house.institute.pk, ProfileValues(city=" Accra ", disciplines=("dna",)))
    assert (profile.city, profile.version) == ("Accra", 2)
    entry = AuditEntry.objects.get(verb="edit profile")
    assert entry.detail == {"city": ["", "Accra"], "disciplines": ["", "dna"]}
    assert (entry.party_id, entry.user_id) == (house.institute.pk, keeper.user_id)


def test_saving_the_same_again_writes_nothing(house, keeper):
    for _ in range(2):
        services.edit_profile(keeper, house.institute.pk, ProfileValues(city="Accra"))
    assert Profile.objects.get(pk=house.institute.pk).version == 2
    assert AuditEntry.objects.count() == 1


def test_disciplines_are_replaced(house, keeper):
    services.edit_profile(keeper, house.institute.pk, ProfileValues(disciplines=("dna", "drugs")))
    profile = services.edit_profile(keeper, house.institute.pk, ProfileValues(disciplines=("drugs", "fire")))
    assert [one.code for one in profile.disciplines.all()] == ["drugs", "fire"]


def test_whoever_saves_an_old_version_gets_the_newer_one_shown(house, keeper):
    services.edit_profile(keeper, house.institute.pk, ProfileValues(city="Accra"), version=1)
    with pytest.raises(ChangedMeanwhileError) as refused:
        services.edit_profile(keeper, house.institute.pk, ProfileValues(city="Kumasi"), version=1)
    assert (refused.value.current["city"], refused.value.version) == ("Accra", 2)
    assert Profile.objects.get(pk=house.institute.pk).city == "Accra"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OBSERVER, Role.STATISTICIAN, Role.COORDINATOR])
def test_other_roles_do_not_write(house, role):
    with pytest.raises(NotAllowedError):
        services.edit_profile(house.actor("Ann", house.institute, role), house.institute.pk, ProfileValues(city="x"))
    assert not AuditEntry.objects.exists()


def test_nobody_describes_another_party(house, keeper):
    with pytest.raises(NotAllowedError):
        services.edit_profile(keeper, house.laboratory.pk, ProfileValues(city="x"))


def test_whoever_runs_the_node_keeps_only_what_nobody_else_keeps(house, administrator):
    services.edit_profile(administrator, house.network.pk, ProfileValues(city="x"))
    house.person("Ada", house.institute, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        services.edit_profile(administrator, house.institute.pk, ProfileValues(city="x"))


def test_what_is_not_listed_is_not_found_by_others(hidden, house):
    outsider = house.actor("Mina", house.ministry, Role.ADMINISTRATOR)
    with pytest.raises(NotFoundError):
        services.edit_profile(outsider, hidden.pk, ProfileValues())


def test_nothing_is_half_written(house, keeper):
    with pytest.raises(InputError):
        services.edit_profile(keeper, house.institute.pk, ProfileValues(city="x", website="javascript:alert(1)"))
    assert not AuditEntry.objects.exists()


def test_a_renamed_entry_is_found_by_its_new_name(administrator):
    from comity.domains.directory.queries import Search, search

    party = services.register_entry(administrator, kind="laboratory", name="Old Łab", country="PL")
    services.rename_entry(administrator, party.pk, name="Fresh Łab", country="PL")
    assert search(administrator, Search(text="fresh lab pologne")).get() == party
    assert not search(administrator, Search(text="old")).exists()
