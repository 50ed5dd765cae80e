"""What the people of a node do with substances, reports, profiles, spectra and alerts, inside its own process."""

from __future__ import annotations


def someone(role="coordinator"):
    """A person of the organisation that runs this node."""
    from comity.kernel.accounts.authentication import actor_for
    from comity.kernel.accounts.models import Assignment
    from comity.kernel.parties.queries import operator
    from tests.people import House

    party = operator()
    held = Assignment.objects.filter(role=role, party=party).first()
    if held is not None:
        return actor_for(held, via="page")
    return House(party, party, party, party, party, party).actor(f"Invented {role}", party, role)


def named(label):
    from comity.kernel.handling.label_data import from_data
    from comity.kernel.parties.queries import operator

    return from_data({"originator": str(operator().pk), **label})


def do_make(kind, label):
    """Something of this kind goes out under this label; the identifier of its record, as other nodes know it."""
    return str(MAKE[kind](named(label)).record_id)


def do_change(kind, record_id):
    """Its next version goes out."""
    from comity.kernel.exchange.queries.records import find_record

    CHANGE[kind](record_id)
    return find_record(someone("administrator"), record_id).version


def do_shown(kind):
    """What a person of this node is shown of this kind by its room: identifiers, and a text that tells versions."""
    return sorted(SHOWN[kind](someone()))


def _substance(label):
    from comity.domains.substances import services
    from comity.domains.substances.models import Substance
    from comity.domains.substances.services.publishing import publish_substance
    from comity.domains.substances.values import SubstanceValues

    keeper, number = someone(), Substance.objects.count() + 3
    made = services.register_substance(keeper, SubstanceValues(f"Invented {number}", smiles="C" * number))
    with _transaction():
        return publish_substance(keeper, made, label)


def _report(label):
    from comity.domains.substances import services
    from comity.domains.substances.models import Report, Substance
    from comity.kernel.parties.queries import operator
    from tests.domains.substances.cases import COCAINE, seizure

    keeper = someone()
    found = Substance.objects.filter(cas=COCAINE.cas).first() or services.register_substance(keeper, COCAINE)
    reference = f"N-{Report.objects.count()}"
    values = seizure(found, place="Invented place", own_reference=reference)
    made = services.file_report(keeper, values, reporter=operator().pk)
    return services.release_report(keeper, made.pk, label)


def _profile(label):
    from comity.domains.substances import services
    from comity.domains.substances.values import ProfileValues

    report = _report(label)
    substance = report.analyses.get().substance_id
    return services.record_profile(someone(), report.pk, ProfileValues(substance, "GC-MS 1", {"a": 0.5, "b": 0.5}))


def _spectrum(label):
    import io

    from comity.domains.substances.library import services
    from comity.domains.substances.library.reading import checked_entries
    from comity.domains.substances.library.records import publish_spectrum
    from comity.domains.substances.models import LibrarySpectrum

    number = LibrarySpectrum.objects.count() + 1
    text = f"Name: Invented {number}\nPrecursorMZ: 400.{number}\nPrecursor_type: [M+H]+\nSpectrum_type: MS2\n"
    text += f"Num Peaks: 3\n50.{number} 10\n80.5 40\n120.25 100\n\n"
    keeper = someone()
    (made,) = services.add_spectra(keeper, checked_entries(io.BytesIO(text.encode()), "a.msp"), label).added
    key = getattr(made, "pk", made)
    publish_spectrum(keeper, key)
    return LibrarySpectrum.objects.get(pk=key)


def _alert(label):
    from comity.domains.substances.watch import services

    text = services.AlertText("Invented alert", "Nothing happened.")
    person = someone()
    draft = services.draft_alert(person, text, label)
    return services.publish_alert(person, draft.pk, text, label)


def _change_report(record_id):
    from comity.domains.substances import services
    from comity.domains.substances.models import Report
    from tests.domains.substances.cases import seizure

    held = Report.objects.get(record_id=record_id, from_node="")
    values = seizure(held.analyses.get().substance, place="Another place", own_reference=held.own_reference)
    services.correct_report(someone(), held.pk, values, "a typing error")


def _change_substance(record_id):
    _publish_again("substance", record_id, names=[{"name": "Invented name", "kind": "common"}])


def _change_profile(record_id):
    _publish_again("profile", record_id, method="GC-MS 2")


def _change_spectrum(record_id):
    _publish_again("spectrum", record_id, provenance="Another place")


def _change_alert(record_id):
    _publish_again("alert", record_id, title="Another title")


def _publish_again(kind, record_id, **changes):
    """A next version of the record, where the room has no verb that changes it."""
    from comity.kernel.exchange.queries.records import find_record
    from comity.kernel.exchange.services import publish_record

    person = someone()
    before = find_record(someone("administrator"), record_id)
    publish_record(person, kind, before.content | changes, before.handling, supersedes=before)


def _transaction():
    from django.db import transaction

    return transaction.atomic()


def _reports_shown(person):
    from comity.domains.substances.queries import reports

    return [[str(one.record_id), one.place] for one in reports(person)]


def _profiles_shown(person):
    from comity.domains.substances.models import Profile
    from comity.domains.substances.queries.visibility import visible_reports

    return [[str(one.record_id), one.method] for one in Profile.objects.filter(report__in=visible_reports(person))]


def _substances_shown(person):
    from comity.domains.substances.models import SubstanceElsewhere

    del person  # the register is open to everybody
    return [
        [str(one.foreign_id), ", ".join(sorted(one.substance.names.values_list("name", flat=True)))]
        for one in SubstanceElsewhere.objects.select_related("substance")
    ]


def _spectra_shown(person):
    from comity.domains.substances.models import LibrarySpectrum

    found = LibrarySpectrum.objects.visible_to(person).filter(withdrawn_at=None)
    return [[str(one.record_id), one.provenance] for one in found]


def _alerts_shown(person):
    from comity.domains.substances.models import AlertState
    from comity.domains.substances.watch.queries import alerts

    return [[str(one.record_id), one.title] for one in alerts(person) if one.state == AlertState.PUBLISHED]


MAKE = {
    "substance": _substance,
    "substance-report": _report,
    "profile": _profile,
    "spectrum": _spectrum,
    "alert": _alert,
}
CHANGE = {
    "substance": _change_substance,
    "substance-report": _change_report,
    "profile": _change_profile,
    "spectrum": _change_spectrum,
    "alert": _change_alert,
}
SHOWN = {
    "substance": _substances_shown,
    "substance-report": _reports_shown,
    "profile": _profiles_shown,
    "spectrum": _spectra_shown,
    "alert": _alerts_shown,
}

__all__ = ["do_change", "do_make", "do_shown"]
