import re

import pytest

from comity.base.errors import NotAllowedError
from comity.domains.directory import services
from comity.domains.directory.models import Fact
from comity.domains.directory.services.reference import reference_data
from comity.kernel.accounts.actor import Actor
from comity.kernel.audit.models import AuditEntry
from comity.kernel.parties.models import Membership, Party

NAMED = {
    *("ENFSI", "AFSN", "AICEF", "NIFS", "ASCLD", "SARFN", "IFSA", "UNODC", "INTERPOL", "Europol", "CEPOL", "Frontex"),
    *("ICAO", "ICRC", "IAI"),
}


def test_everybody_whom_the_requirements_name_is_there():
    assert {party["name"] for party in reference_data()["parties"]} == NAMED


def test_every_fact_has_source_and_day():
    for party in reference_data()["parties"]:
        for fact in party["facts"]:
            assert fact["source"]
            assert fact["statement"]
            assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", fact["looked_up"])


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    actor = Actor.system("test")
    first = services.load_reference_data(actor)
    assert first.parties == len(NAMED)
    entries = AuditEntry.objects.count()
    second = services.load_reference_data(actor)
    assert (second.parties, second.facts) == (0, 0)
    assert (Party.objects.count(), AuditEntry.objects.count()) == (len(NAMED), entries)


@pytest.mark.django_db
def test_no_membership_is_claimed_that_nobody_verified():
    services.load_reference_data(Actor.system("test"))
    assert not Membership.objects.exists()


def test_a_better_name_stays_and_an_outdated_fact_is_renewed(administrator):
    services.load_reference_data(administrator)
    party = Party.objects.get(name="UNODC")
    services.rename_entry(administrator, party.pk, name="A longer name", short_name="UNODC")
    Fact.objects.filter(profile=party.pk, key="dac-channel").update(statement="old")
    outcome = services.load_reference_data(administrator)
    assert (outcome.parties, outcome.facts) == (0, 1)
    assert Party.objects.get(pk=party.pk).name == "A longer name"


def test_others_do_not_load(keeper):
    with pytest.raises(NotAllowedError):
        services.load_reference_data(keeper)
