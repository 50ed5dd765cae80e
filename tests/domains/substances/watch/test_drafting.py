"""Rules draft, once for each finding, under a label that is no weaker than those of what they saw."""

from datetime import date

import pytest

from comity.domains.substances.library import services as library
from comity.domains.substances.library.services import Origin
from comity.domains.substances.models import Alert, ControlStatus, LibrarySpectrum, Substance
from comity.domains.substances.queries.signals import Signal
from comity.domains.substances.watch import drafting
from comity.domains.substances.watch.analogues import _fingerprint, _similarity
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.handling.label import Label, Tlp
from tests.domains.substances.library.conftest import measured
from tests.domains.substances.watch.conftest import labelled

pytestmark = pytest.mark.django_db
RULE = Actor.system("a rule")


@pytest.fixture
def keep(house, django_capture_on_commit_callbacks):
    def kept(party, country, seed=5, tlp=Tlp.GREEN):
        actor = house.actor(f"Analyst {country} {party.name}", party, Role.ANALYST)
        with django_capture_on_commit_callbacks(execute=True):
            return library.save_unknown(actor, measured(seed), labelled(actor, tlp), Origin(country=country))

    return kept


def test_the_same_unknown_from_two_countries_is_a_signal(house, keep):
    first, second = keep(house.laboratory, "NL"), keep(house.institute, "GH")
    made = drafting.draft_spectral_signal(RULE, second.pk)
    assert (made.kind, made.level, made.state) == ("unknown", "advisory", "drafted")
    assert {one["country"] for one in made.evidence} == {"NL", "GH"}
    assert {one["reference"] for one in made.evidence} == {str(first.pk), str(second.pk)}
    assert drafting.draft_spectral_signal(RULE, first.pk) is None
    assert Alert.objects.count() == 1


def test_one_country_or_another_spectrum_is_none(house, keep):
    keep(house.laboratory, "NL")
    assert drafting.draft_spectral_signal(RULE, keep(house.second_laboratory, "NL").pk) is None
    assert drafting.draft_spectral_signal(RULE, keep(house.institute, "GH", seed=77).pk) is None


def test_a_named_spectrum_is_none(house, keep):
    keep(house.laboratory, "NL")
    row = keep(house.institute, "GH")
    LibrarySpectrum.objects.filter(pk=row.pk).update(
        substance=Substance.objects.create(name="Named", created_at=row.added_at)
    )
    assert drafting.draft_spectral_signal(RULE, row.pk) is None


def test_the_draft_is_no_weaker_than_the_spectra(house, keep):
    keep(house.laboratory, "NL", tlp=Tlp.AMBER_STRICT)
    made = drafting.draft_spectral_signal(RULE, keep(house.institute, "GH").pk)
    assert made.label.tlp == "AMBER+STRICT"
    assert made.handling.contributors >= {str(house.laboratory.pk), str(house.institute.pk)}


def test_signals_become_drafts_once(house, keep, monkeypatch):
    from comity.domains.substances.models import Report
    from comity.kernel.handling.storing import stored

    substance = Substance.objects.create(name="Inventine", created_at="2026-01-01T00:00:00Z")
    report = Report.objects.create(
        kind="seizure",
        own_reference="R1",
        happened_on=date(2026, 11, 1),
        country="GH",
        reported_at="2026-11-02T00:00:00Z",
        label=stored(Label(Tlp.GREEN, str(house.institute.pk))),
    )
    seen = [
        Signal("first", substance.pk, "GH", date(2026, 11, 1), 1.0, None, (report.pk,), "network"),
        Signal("harm", substance.pk, "GH", date(2026, 11, 1), 3.0, 2.0, (report.pk,)),
    ]
    monkeypatch.setattr(drafting, "signals", lambda *_: seen)
    made = drafting.draft_from_rules(RULE, date(2026, 11, 20))
    assert [(one.kind, one.level) for one in made] == [("first", "advisory"), ("harm", "warning")]
    assert made[0].title == "Inventine: first detection in the network"
    assert made[1].evidence[0]["words"].startswith("3 reports")
    assert drafting.draft_from_rules(RULE, date(2026, 11, 20)) == []


def test_an_analogue_of_a_controlled_substance_is_drafted(house):
    from comity.domains.substances.models import Analysis, Report
    from comity.kernel.handling.storing import stored

    def substance(name, smiles):
        return Substance.objects.create(name=name, smiles=smiles, created_at="2026-01-01T00:00:00Z")

    known = substance("Known", "CCC(C)Nc1ccc(cc1)C(=O)OCC")
    like, unlike = substance("Like", "CCC(C)Nc1ccc(cc1)C(=O)OCCC"), substance("Unlike", "OCC(O)C(O)CO")
    ControlStatus.objects.create(
        substance=known, instrument="Invented law", schedule="I", effective_from=date(2020, 1, 1), source="invented"
    )
    for number, one in enumerate((known, like, unlike)):
        report = Report.objects.create(
            kind="sample",
            own_reference=f"A{number}",
            happened_on=date(2026, 11, 1),
            country="GH",
            reported_at="2026-11-02T00:00:00Z",
            label=stored(Label(Tlp.GREEN, str(house.institute.pk))),
        )
        Analysis.objects.create(report=report, substance=one, as_reported=one.name)
    made = [one for one in drafting.draft_from_rules(RULE, date(2026, 11, 20)) if one.kind == "analogue"]
    assert [one.substance for one in made] == [like]
    assert _similarity(_fingerprint(known.smiles), _fingerprint(like.smiles)) >= 0.6


def test_a_node_without_an_organisation_drafts_nothing():
    assert drafting.draft_from_rules(RULE, date(2026, 11, 20)) == []
