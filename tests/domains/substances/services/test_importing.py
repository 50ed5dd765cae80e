"""Files of reports: good ones kept, every fault with its place."""

import pytest

from comity.domains.substances import services
from comity.domains.substances.models import Report
from comity.kernel.tables.places import PlacedError

HEADER = "kind;own_reference;happened_on;country;quantity;unit;substance;purity_percent;techniques\n"
GOOD = "seizure;A-1;2026-05-17;NL;2,5;kg;Cocaine;62,5;mass spectrometry; gas chromatography\n".replace("; gas", ", gas")
SECOND = "seizure;A-1;2026-05-17;NL;2,5;kg;Caffeine;;\n"


def take_in(actor, text, **more):
    return services.import_reports(actor, text.encode(), "reports.csv", **more)


def test_rows_of_one_reference_are_one_report(analyst, cocaine, caffeine):
    outcome = take_in(analyst, HEADER + GOOD + SECOND)
    assert (outcome.created, outcome.findings, outcome.faults, outcome.kept) == (1, 2, [], True)
    made = Report.objects.get()
    assert (made.kilograms, {one.purity for one in made.analyses.all()}) == (2.5, {0.625, None})
    assert made.analyses.get(substance=cocaine).techniques == ["mass spectrometry", "gas chromatography"]


def test_good_reports_are_kept_and_each_fault_has_its_place(analyst, cocaine, caffeine):
    bad = (
        "seizure;A-2;17.5.2026;NL;1;kg;Cocaine;;\n"
        "seizure;A-3;2026-05-17;NL;1,000;kg;Cocaine;;\n"
        "seizure;A-4;2026-05-17;NL;1;kg;Kokain;;\n"
        "seizure;A-5;2026-05-17;QQ;1;kg;Cocaine;;\n"
        "seizure;A-1;2026-05-17;NL;1;kg;Cocaine;;\n"
    )
    outcome = take_in(analyst, HEADER + GOOD + bad)
    assert outcome.created == 1
    assert [(one.place.row, one.place.column, one.code) for one in outcome.faults] == [
        (3, "happened_on", "date-wrong"),
        (4, "quantity", "number-wrong"),
        (5, "substance", "substance-unconfirmed"),
        (6, "country", "country-unknown"),
        (7, "own_reference", "report-known"),
    ]
    assert "ZPUCINDJVBIVPJ-UHFFFAOYSA-N" in outcome.faults[2].render()
    assert Report.objects.count() == 1


def test_a_trial_keeps_nothing(analyst, cocaine):
    outcome = take_in(analyst, HEADER + GOOD, dry_run=True)
    assert (outcome.created, outcome.kept, Report.objects.count()) == (1, False, 0)


def test_a_missing_column_is_named(analyst):
    with pytest.raises(PlacedError) as refused:
        take_in(analyst, "kind;own_reference;happened_on\nseizure;A;2026-01-01\n")
    assert refused.value.code == "column-missing"
