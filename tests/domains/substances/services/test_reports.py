"""Reports: filed for oneself, confirmed substances only, released, corrected, withdrawn."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.substances import queries, services
from comity.domains.substances.models import Report
from comity.domains.substances.values import AnalysisValues, ProfileValues
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange.models import Record
from comity.kernel.handling.label import Label, Tlp
from tests.domains.substances.cases import finding, seizure


def test_until_it_is_released_only_ones_own_see_it(report, analyst, foreigner, house):
    assert list(queries.reports(analyst)) == [report]
    assert not queries.reports(foreigner).exists()
    with pytest.raises(NotFoundError):
        queries.report(foreigner, report.pk)
    assert AuditEntry.objects.filter(
        verb="file report", object_ref=report.reference, party_id=house.laboratory.pk
    ).exists()


def test_the_equivalent_stands_beside_what_was_typed(analyst, cocaine):
    file = lambda number, **more: services.file_report(analyst, seizure(cocaine, own_reference=number, **more))  # noqa: E731 - short, and used below
    assert file("1").kilograms == 2.5
    assert file("2", quantity=Decimal(400), unit="tablets").kilograms is None
    assert file("3", quantity=Decimal(400), unit="tablets", unit_mass=250.0).kilograms == pytest.approx(0.1)
    handful = file("4", unit="handful")
    assert (handful.kilograms, handful.unit, handful.factors) == (None, "handful", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"happened_on": date(2199, 1, 1)}, "date-unlikely"),
        ({"country": "XX"}, "country-unknown"),
        ({"unit": ""}, "unit-missing"),
        ({"quantity": Decimal("NaN")}, "quantity-wrong"),
        ({"own_reference": " "}, "reference-missing"),
        ({"analyses": ()}, "analysis-missing"),
        ({"toxicology": {"age": "17"}}, "field-unknown"),
        ({"laboratory": {"procedure": "…"}}, "field-unknown"),
        ({"kind": "rumour"}, "choice-unknown"),
        ({"remarks": "x" * 4001}, "too-long"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(analyst, cocaine, changes, code):
    with pytest.raises(InputError) as refused:
        services.file_report(analyst, replace(seizure(cocaine), **changes))
    assert refused.value.code == code
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"substance": None}, "substance-unconfirmed"),
        ({"substance": uuid4()}, "substance-unconfirmed"),
        ({"purity": 1.2}, "fraction-wrong"),
        ({"purity": float("nan")}, "fraction-wrong"),
        ({"coverage_factor": None}, "uncertainty-without-factor"),
        ({"reference_standard": False}, "confirmed-without-standard"),
        ({"techniques": ("crystal ball",)}, "technique-unknown"),
    ],
)
def test_free_text_never_becomes_a_substance(analyst, cocaine, changes, code):
    with pytest.raises(InputError) as refused:
        services.file_report(analyst, seizure(analyses=(finding(cocaine, **changes),)))
    assert refused.value.code == code


def test_the_same_reference_twice_is_refused(report, analyst, cocaine):
    with pytest.raises(ConflictError) as refused:
        services.file_report(analyst, seizure(cocaine))
    assert refused.value.code == "report-known"


def test_released_it_leaves_signed_and_others_see_it(report, manager, analyst, foreigner, house):
    label = Label(Tlp.AMBER, str(house.laboratory.pk), releasable_to=frozenset({str(house.institute.pk)}))
    with pytest.raises(NotAllowedError):
        services.release_report(analyst, report.pk, label)
    made = services.release_report(manager, report.pk, label)
    sent = Record.objects.get(pk=made.record_key)
    assert (sent.type, sent.version, sent.record_id) == ("substance-report", 1, report.pk)
    assert sent.content["own_reference"] == "N-2026-17"
    assert queries.report(foreigner, report.pk).data["place"] == "Zuid-Holland"


def test_a_field_with_a_label_of_its_own_is_withheld(report, manager, foreigner, house):
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    services.label_field(
        manager, report.pk, "place", Label(Tlp.AMBER_STRICT, str(house.laboratory.pk)), "an ongoing investigation"
    )
    view = queries.report(foreigner, report.pk)
    assert ("place" in view.data, view.withheld) == (False, 1)
    assert queries.report(manager, report.pk).data["place"] == "Zuid-Holland"
    with pytest.raises(InputError):
        services.label_field(manager, report.pk, "country", None, "counts need it")


def test_a_correction_goes_out_as_the_next_version(report, manager, cocaine, house):
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    services.correct_report(manager, report.pk, seizure(cocaine, quantity=Decimal(3)), "weighed again")
    report.refresh_from_db()
    assert report.kilograms == 3.0
    sent = Record.objects.get(pk=report.record_key)
    assert (sent.version, sent.supersedes, sent.content["quantity"]) == (2, 1, "3")
    entry = AuditEntry.objects.get(verb="correct report")
    assert entry.detail["quantity"] == ["2.500000", "3"]


def test_withdrawn_it_counts_no_more_and_stays(report, manager, house):
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    services.withdraw_report(manager, report.pk, "two tubes were swapped")
    report.refresh_from_db()
    assert Record.objects.get(pk=report.record_key).state == "withdrawn"
    assert not queries.reports(manager).exists()
    assert queries.report(manager, report.pk).report.withdrawn_because == "two tubes were swapped"
    with pytest.raises(ConflictError):
        services.add_analysis(manager, report.pk, AnalysisValues("x"))


def test_an_identified_unknown_is_renamed_in_what_has_left(keeper, manager, analyst, cocaine, house):
    unknown = services.register_unknown(analyst, "base peak 182")
    made = services.file_report(analyst, seizure(analyses=(finding(unknown),)))
    services.release_report(manager, made.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    services.identify_substance(keeper, unknown.pk, "by NMR", into=cocaine.pk)
    made.refresh_from_db()
    sent = Record.objects.get(pk=made.record_key)
    assert sent.version == 2
    assert sent.content["analyses"][0]["substance"]["name"] == "Cocaine"


def test_strangers_do_not_file_correct_or_withdraw(report, foreigner, house):
    observer = house.actor("Obi", house.laboratory, "observer")
    with pytest.raises(NotFoundError):
        services.withdraw_report(foreigner, report.pk, "no")
    with pytest.raises(NotAllowedError):
        services.withdraw_report(observer, report.pk, "no")
    with pytest.raises(NotAllowedError):
        services.file_report(observer, seizure())
    with pytest.raises(NotAllowedError):
        services.file_report(foreigner, seizure(), reporter=house.laboratory.pk)


def test_a_profile_has_its_reports_label(report, manager, cocaine, house):
    made = services.record_profile(manager, report.pk, ProfileValues(cocaine.pk, "harmonised 1", {"a": 1.5, "b": 0.0}))
    assert made.record_key is None
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    made.refresh_from_db()
    assert Record.objects.get(pk=made.record_key).content["compounds"] == {"a": 1.5, "b": 0.0}
    with pytest.raises(InputError):
        services.record_profile(manager, report.pk, ProfileValues(cocaine.pk, "x", {"a": float("inf")}))
