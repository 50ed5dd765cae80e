from comity.domains.directory.models import Profile
from comity.domains.directory.snapshots import entry_of, entry_version
from comity.kernel.parties.models import Party


def test_the_version_grows_with_either_part():
    party = Party(kind="network", name="N", version=2)
    assert entry_version(party, None) == 2
    assert entry_version(party, Profile(party=party, version=3)) == 5


def test_a_party_without_a_profile_is_an_entry_too():
    entry = entry_of(Party(kind="network", name="N"), None, (), [], [], [])
    assert (entry.kind, entry.name, entry.profile.city, entry.version) == ("network", "N", "", 1)
