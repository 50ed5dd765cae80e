"""Unknowns are identified, merged, separated; findings follow and come back."""

from datetime import date

import pytest

from comity.base.errors import ConflictError, InputError
from comity.domains.substances import queries, services
from comity.domains.substances.library import naming
from comity.domains.substances.library import services as library
from comity.domains.substances.models import Analysis, Substance
from comity.domains.substances.values import ControlValues, ProfileValues
from comity.kernel.handling.label import Label, Tlp
from tests.domains.substances.cases import COCAINE, finding, seizure
from tests.domains.substances.library.conftest import measured


@pytest.fixture
def unknown(analyst):
    return services.register_unknown(analyst, "base peak 182")


@pytest.fixture
def filed(analyst, unknown):
    return services.file_report(analyst, seizure(unknown, analyses=(finding(unknown, confidence="unknown"),)))


def test_an_unknown_becomes_identified_and_keeps_its_code(keeper, unknown, filed):
    made = services.identify_substance(keeper, unknown.pk, "by NMR", values=COCAINE)
    assert (made.pk, made.name, made.state) == (unknown.pk, "Cocaine", "identified")
    assert made.provisional_code == unknown.provisional_code
    assert filed.analyses.get().substance.name == "Cocaine"
    assert queries.unambiguous(keeper, unknown.provisional_code) == made


def test_the_same_structure_merges_and_everything_follows(keeper, unknown, filed, cocaine):
    made = services.identify_substance(keeper, unknown.pk, "by NMR", values=COCAINE)
    assert made == cocaine
    assert filed.analyses.get().substance == cocaine
    assert queries.reports_of_substance(keeper, cocaine.pk).count() == 0, "the label still decides"
    assert queries.unambiguous(keeper, unknown.provisional_code) == cocaine
    assert {one.what for one in queries.substance(keeper, unknown.pk).changes} == {"registered", "merged"}


def test_a_retracted_merger_brings_findings_back(keeper, analyst, unknown, filed, cocaine):
    mine = services.file_report(analyst, seizure(cocaine, own_reference="N-2"))
    services.identify_substance(keeper, unknown.pk, "by NMR", into=cocaine.pk)
    assert Analysis.objects.filter(substance=cocaine).count() == 2
    services.retract_identity(keeper, unknown.pk, "the tubes were swapped")
    assert filed.analyses.get().substance == unknown
    assert mine.analyses.get().substance == cocaine
    unknown.refresh_from_db()
    assert (unknown.state, unknown.merged_into) == ("provisional", None)
    assert queries.unambiguous(keeper, unknown.provisional_code) == unknown


def test_a_retracted_merger_below_another_brings_all_back(keeper, analyst, unknown, filed, cocaine):
    second = services.register_unknown(analyst, "again")
    services.identify_substance(keeper, unknown.pk, "same spectrum", into=second.pk)
    services.identify_substance(keeper, second.pk, "by NMR", into=cocaine.pk)
    assert filed.analyses.get().substance == cocaine
    services.retract_identity(keeper, second.pk, "wrong")
    assert filed.analyses.get().substance == second
    services.retract_identity(keeper, unknown.pk, "wrong too")
    assert filed.analyses.get().substance == unknown


def test_a_retracted_identity_is_an_unknown_again(keeper, unknown):
    services.identify_substance(keeper, unknown.pk, "by NMR", values=COCAINE)
    made = services.retract_identity(keeper, unknown.pk, "wrong")
    assert (made.name, made.state, made.inchikey) == (unknown.provisional_code, "provisional", "")
    assert [one.what for one in made.changes.all()] == ["retracted", "identified", "registered"]


def test_nothing_is_identified_without_saying_what_or_why(keeper, unknown, cocaine):
    with pytest.raises(InputError):
        services.identify_substance(keeper, unknown.pk, "by NMR")
    with pytest.raises(InputError):
        services.identify_substance(keeper, unknown.pk, " ", into=cocaine.pk)
    with pytest.raises(ConflictError):
        services.identify_substance(keeper, unknown.pk, "itself", into=unknown.pk)


def test_somebody_else_was_faster(keeper, unknown):
    services.rename_substance(keeper, unknown.pk, "the blue one", "as everybody says")
    with pytest.raises(ConflictError) as refused:
        services.identify_substance(keeper, unknown.pk, "by NMR", values=COCAINE, version=unknown.version)
    assert refused.value.code == "changed-meanwhile"


def test_two_entries_under_one_cas_become_one_and_two_again(keeper, analyst, cocaine, settings, tmp_path):
    """Names, findings, profiles, spectra, alerts and control statuses follow; no constraint stands in the way."""
    settings.DATA = tmp_path
    other = Substance.objects.create(name="Cocaine base", cas=cocaine.cas, created_at=cocaine.created_at)
    for one in (cocaine, other):
        services.add_name(keeper, one.pk, "the same name", language="en")
        for day in (date(1990, 1, 1), *((date(2001, 1, 1),) if one is other else ())):
            services.record_control_status(
                keeper, one.pk, ControlValues("Convention", "I", day, f"list for {one.name}")
            )
    mine = services.file_report(analyst, seizure(cocaine, own_reference="N-1"))
    theirs = services.file_report(analyst, seizure(other, own_reference="N-2"))
    profile = services.record_profile(analyst, theirs.pk, ProfileValues(other.pk, "GC", {"a": 1.0}))
    spectrum = library.save_unknown(analyst, measured(), Label(Tlp.CLEAR, str(analyst.party_id)))
    naming.identify_spectrum(analyst, spectrum.pk, other.pk, "compared")
    assert [one.pk for one in queries.shared_cas(keeper)]
    made = services.identify_substance(keeper, other.pk, "one CAS number, one substance", into=cocaine.pk)
    profile.refresh_from_db()
    spectrum.refresh_from_db()
    assert (made, profile.substance, spectrum.substance) == (cocaine, cocaine, cocaine)
    assert not queries.shared_cas(keeper).exists()
    assert {one.effective_from.year for one in cocaine.controls.all()} == {1990, 2001}
    assert cocaine.controls.get(effective_from__year=1990).source == "list for Cocaine", "its own word stands"
    assert {one.what for one in cocaine.changes.all()} >= {"took in"}
    services.retract_identity(keeper, other.pk, "another salt after all")
    for one in (profile, spectrum, other):
        one.refresh_from_db()
    assert (profile.substance, spectrum.substance, other.state) == (other, other, "identified")
    assert (mine.analyses.get().substance, theirs.analyses.get().substance) == (cocaine, other)
    assert {one.effective_from.year for one in cocaine.controls.all()} == {1990}
    assert other.controls.count() == 2


def test_a_structure_is_not_put_under_an_entry_without_one(keeper, cocaine):
    bare = Substance.objects.create(name="coke", created_at=cocaine.created_at)
    with pytest.raises(ConflictError) as refused:
        services.identify_substance(keeper, cocaine.pk, "the same", into=bare.pk)
    assert refused.value.code == "merge-other-way"
    assert services.identify_substance(keeper, bare.pk, "the same", into=cocaine.pk) == cocaine


def test_what_was_retracted_wrongly_is_identified_again_and_not_twice(keeper, cocaine):
    services.retract_identity(keeper, cocaine.pk, "the wrong file")
    with pytest.raises(ConflictError) as refused:
        services.register_substance(keeper, COCAINE)
    assert "retracted" in refused.value.remedy.render("en")
    made = services.identify_substance(keeper, cocaine.pk, "it was the right file", values=COCAINE)
    assert (made.pk, made.state, made.inchikey) == (cocaine.pk, "identified", cocaine.inchikey)
    assert [one.what for one in made.changes.all()] == ["identified", "retracted"]


def test_merging_by_page_from_an_identified_entry(browser_of, keeper, cocaine):
    bare = Substance.objects.create(name="coke", created_at=cocaine.created_at)
    client = browser_of(keeper)
    assert f"/substances/{bare.pk}/identify/" in client.get(f"/substances/{bare.pk}/").content.decode()
    sent = {"into": "Cocaine", "reason": "the same", "effect_group": "not assigned"}
    assert client.post(f"/substances/{bare.pk}/identify/", sent).status_code == 302
    bare.refresh_from_db()
    assert bare.merged_into == cocaine
