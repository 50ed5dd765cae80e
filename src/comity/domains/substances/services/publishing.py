"""What leaves this node: reports when they are released, substances, profiles; and the next versions of these."""

from __future__ import annotations

from collections.abc import Iterable

from comity.domains.substances.contents import profile_data, report_data, substance_record
from comity.domains.substances.models import Profile, Report, Substance
from comity.kernel.accounts.actor import Actor
from comity.kernel.exchange.models import Record
from comity.kernel.exchange.services import publish_record, withdraw_record
from comity.kernel.handling.label import Label

SUBSTANCE, REPORT, PROFILE = "substance", "substance-report", "profile"


def publish_report(actor: Actor, report: Report) -> Record:
    """Sign the report as it is now and let it go to every peer that its label and the agreements allow."""
    pointers = {"/" + name.lstrip("/"): label for name, label in report.labels_of_fields().items()}
    made = publish_record(
        actor,
        REPORT,
        report_data(report),
        report.handling,
        field_labels=pointers,
        supersedes=record_of(report),
        record_id=report.pk,
    )
    report.record_key, report.record_id = made.pk, made.record_id
    report.save(update_fields=["record_key", "record_id"])
    for profile in report.profiles.filter(from_node=""):
        publish_profile(actor, profile)
    return made


def publish_profile(actor: Actor, profile: Profile) -> Record:
    """Sign a profile; it carries the label of its report."""
    before = Record.objects.filter(pk=profile.record_key).first() if profile.record_key else None
    made = publish_record(
        actor, PROFILE, profile_data(profile), profile.report.handling, supersedes=before, record_id=profile.pk
    )
    profile.record_key, profile.record_id = made.pk, made.record_id
    profile.save(update_fields=["record_key", "record_id"])
    return made


def publish_substance(actor: Actor, substance: Substance, label: Label) -> Record:
    """Sign what a substance is, under this label."""
    before = Record.objects.filter(pk=substance.record_key).first() if substance.record_key else None
    made = publish_record(
        actor, SUBSTANCE, substance_record(substance), label, supersedes=before, record_id=substance.pk
    )
    substance.record_key = made.pk
    substance.save(update_fields=["record_key"])
    return made


def publish_again(substances: Iterable[Substance]) -> int:
    """New versions of what has left and names these substances, under the same labels; how many.

    The node does this itself: whoever keeps the register does not act for the reporters.
    """
    system, count = Actor.system("a substance was renamed, identified or retracted"), 0
    standing = list(substances)
    for substance in standing:
        before = Record.objects.filter(pk=substance.record_key).first() if substance.record_key else None
        if before is not None:
            publish_substance(system, substance, before.handling)
            count += 1
    released = Report.objects.filter(from_node="", withdrawn_at=None, released_at__isnull=False)
    for report in released.filter(analyses__substance__in=standing).distinct().select_related("label", "reporter"):
        report.version += 1
        report.save(update_fields=["version"])
        publish_report(system, report)
        count += 1
    return count


def take_back(actor: Actor, report: Report, reason: str) -> None:
    """Tell every node that holds the report, and its profiles, that they count no more."""
    keys = [report.record_key, *report.profiles.filter(from_node="").values_list("record_key", flat=True)]
    for sent in Record.objects.filter(pk__in=[key for key in keys if key]):
        withdraw_record(actor, sent, reason)


def record_of(report: Report) -> Record | None:
    """The version that left last, if one did."""
    return Record.objects.filter(pk=report.record_key).first() if report.record_key else None
