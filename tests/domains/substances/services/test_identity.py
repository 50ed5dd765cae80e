"""Unknowns are identified, merged, separated; findings follow and come back."""

import pytest

from comity.base.errors import ConflictError, InputError
from comity.domains.substances import queries, services
from comity.domains.substances.models import Analysis
from tests.domains.substances.cases import COCAINE, finding, seizure


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
