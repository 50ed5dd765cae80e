from datetime import date

import pytest

from comity.base.errors import InputError, NotAllowedError
from comity.base.messages import message
from comity.domains.directory import services
from comity.domains.directory.interchange import entries_as_csv, entries_as_json, read_entries
from comity.domains.directory.models import ContactPoint, Profile
from comity.domains.directory.queries import export_entries
from comity.kernel.audit.commitment import commitment_of
from comity.kernel.audit.models import AuditEntry
from comity.kernel.ledger.models import LogEntry
from comity.kernel.parties.models import Membership, Party
from comity.kernel.parties.services import add_membership

FILE = """kind,name,country,city,disciplines,contact_function,contact_email,member_of,member_since
laboratory,Institute of Nairobi,KE,Nairobi,drugs;dna,Office,office@example.org,Network,2020-01-01
laboratory,Foreign Institute,GH,Accra,drugs,,,Institute Association,2021-01-01
organisation,Institute Association,,,,,,,
"""


def take_in(actor, text=FILE, **how):
    return services.import_entries(actor, read_entries(text.encode(), "parties.csv"), **how)


def test_a_trial_keeps_nothing(administrator):
    before = Party.objects.count()
    outcome = take_in(administrator, dry_run=True)
    assert (outcome.created, outcome.changed, outcome.faults, outcome.kept) == (2, 1, [], False)
    assert Party.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_taking_in_adds_and_completes_in_any_order(house, administrator):
    outcome = take_in(administrator)
    assert (outcome.created, outcome.changed, outcome.kept) == (2, 1, True)
    assert Profile.objects.get(party=house.institute).city == "Accra"
    assert Membership.objects.filter(member__name="Institute of Nairobi", of=house.network).exists()
    assert Membership.objects.filter(member=house.institute, of__name="Institute Association").exists()
    assert AuditEntry.objects.filter(verb="import directory").count() == 1


def test_taking_in_again_changes_nothing(administrator):
    take_in(administrator)
    outcome = take_in(administrator)
    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 3)
    assert ContactPoint.objects.count() == 1


def test_with_a_fault_nothing_is_kept(administrator):
    outcome = take_in(administrator, FILE + "lab,Bad,,,,,,,\n")
    assert not outcome.kept
    assert not Party.objects.filter(name="Institute of Nairobi").exists()


def test_the_good_ones_are_kept_where_that_is_asked_for(administrator):
    outcome = take_in(
        administrator, FILE + "laboratory,Lost,GH,,,,,No Such Network,2020-01-01\nlab,Bad,,,,,,,\n", keep_good_rows=True
    )
    assert outcome.kept
    assert Party.objects.filter(name="Institute of Nairobi").exists()
    assert {(fault.code, fault.place.row) for fault in outcome.faults} == {("word-unknown", 6), ("party-unknown", 5)}
    assert all(fault.remedy for fault in outcome.faults)


def test_kinds_that_do_not_fit_are_a_fault_of_their_row(administrator):
    text = "kind,name,member_of,member_since\nnetwork,Circle,Laboratory North,2020-01-01\n"
    (fault,) = take_in(administrator, text).faults
    assert (fault.code, fault.place.row) == ("kinds-do-not-fit", 2)


def test_what_changed_since_the_export_is_not_overwritten(house, administrator):
    exported = entries_as_csv(export_entries(administrator))
    services.rename_entry(administrator, house.institute.pk, name="Other Institute")
    outcome = take_in(administrator, exported)
    assert [fault.code for fault in outcome.faults] == ["changed-since-export"]
    assert Party.objects.get(pk=house.institute.pk).name == "Other Institute"


@pytest.mark.parametrize("write", [entries_as_csv, entries_as_json])
def test_an_export_taken_in_again_is_the_same(described, administrator, write):
    first = write(export_entries(administrator))
    outcome = take_in(administrator, first)
    assert (outcome.created, outcome.changed, outcome.faults) == (0, 0, [])
    assert write(export_entries(administrator)) == first
    assert described.name in first


def test_attended_parties_are_kept_by_their_own_people(house, administrator):
    house.person("Ada", house.institute, "administrator")
    (fault,) = take_in(administrator, "kind,name,country,city\nlaboratory,Foreign Institute,GH,Elsewhere\n").faults
    assert fault.code == "not-allowed"


def test_names_that_several_bear_need_an_identifier(administrator):
    Party.objects.create(kind="laboratory", name="FOREIGN  institute", country="GH")
    (fault,) = take_in(administrator, "kind,name,country,city\nlaboratory,Foreign Institute,GH,Accra\n").faults
    assert fault.code == "name-ambiguous"


def test_others_do_not_take_in(keeper, stranger):
    for actor in (keeper, stranger):
        with pytest.raises(NotAllowedError):
            take_in(actor)


MANY = (
    "kind,name,country,city,contact_function,contact_email,scope_standard,scope_body,member_of,member_since\n"
    + "".join(
        f"laboratory,Laboratory {number},GH,Accra,Office,office@example.org,ISO/IEC 17025,Body,Network,2020-01-01\n"
        for number in range(7)
    )
)


def test_new_entries_leave_the_rows_and_audit_entries_of_single_ones(house, administrator):
    assert take_in(administrator, MANY).created == 7
    party = Party.objects.get(name="Laboratory 3")
    left = AuditEntry.objects.filter(party_id=party.pk).order_by("id")
    alone = services.register_entry(administrator, kind="laboratory", name="Alone", country="GH")
    exported = next(one for one in export_entries(administrator) if one.name == "Laboratory 3")
    services.edit_profile(administrator, alone.pk, exported.profile)
    services.add_contact_point(administrator, alone.pk, exported.contacts[0])
    services.add_scope(administrator, alone.pk, exported.scopes[0])
    add_membership(administrator, alone.pk, house.network.pk, since=date(2020, 1, 1))
    single = AuditEntry.objects.filter(party_id=alone.pk).order_by("id")
    assert [one.verb for one in left] == [one.verb for one in single]
    assert [one.detail for one in left][1:] == [one.detail for one in single][1:]
    assert (party.profile.version, party.profile.folded) == (
        alone.profile.version + 1,
        Profile.objects.get(party=alone).folded.replace("alone", "laboratory 3"),
    )
    assert all(LogEntry.objects.filter(pk=one.logged_as, entry=commitment_of(one).digest).exists() for one in left)


def test_one_bad_row_among_many_is_the_only_one_lost(administrator, monkeypatch):
    def refused(values):
        if values.city == "Nowhere":
            raise InputError("city-unknown", message("test", "There is no such place."), where="city")
        return values

    monkeypatch.setattr("comity.domains.directory.services.newcomers.clean_profile", refused)
    bad = MANY.replace("Laboratory 2,GH,Accra", "Laboratory 2,GH,Nowhere")
    outcome = take_in(administrator, bad, keep_good_rows=True)
    assert [(fault.code, fault.place.row) for fault in outcome.faults] == [("city-unknown", 4)]
    assert (
        outcome.created,
        Party.objects.filter(name__startswith="Laboratory ").exclude(name="Laboratory 2").count(),
    ) == (6, 8)


def test_the_number_of_statements_does_not_grow_with_the_rows(administrator, django_assert_max_num_queries):
    with django_assert_max_num_queries(70):
        assert take_in(administrator, MANY).created == 7
