"""Reports in bulk for tests of counts: no service, so that a test can place them where it wants."""

from datetime import UTC, datetime, timedelta

from comity.domains.substances.models import Analysis, Profile, Report, Substance
from comity.kernel.handling.label import Label
from comity.kernel.handling.storing import stored

MADE_AT = datetime(2024, 1, 1, tzinfo=UTC)


def substance(name, **more):
    return Substance.objects.create(name=name, created_at=MADE_AT, **more)


def seen(day, *substances, country="NL", label=None, late=3, **more):
    """A report with these findings."""
    made = Report.objects.create(
        kind=more.pop("kind", "seizure"),
        own_reference=f"{country}-{Report.objects.count()}",
        happened_on=day,
        country=country,
        reported_at=datetime.combine(day + timedelta(days=late), datetime.min.time(), UTC),
        label=stored(label or Label("GREEN")),
        **more,
    )
    for one in substances:
        Analysis.objects.create(report=made, substance=one, as_reported=one.name, confidence="probable")
    return made


def profiled(report, of, amounts, method="GC-MS"):
    compounds = {f"marker {number}": value for number, value in enumerate(amounts, 1)}
    return Profile.objects.create(report=report, substance=of, method=method, compounds=compounds)
