"""Who will receive it stands on the page before anything goes: an entry, a field, a profile, a spectrum."""

import pytest

from comity.domains.substances import services
from comity.domains.substances.library import services as library
from comity.domains.substances.models import Profile
from comity.kernel.exchange.models import Record
from comity.kernel.handling.label import Label, Tlp
from tests.domains.substances.library.conftest import measured
from tests.domains.substances.services.test_photographs import picture

LABEL = {"tlp": "GREEN", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}


def test_an_entry_is_told_once_its_audience_was_shown(browser_of, keeper, cocaine):
    client, page = browser_of(keeper), f"/substances/{cocaine.pk}/release/"
    shown = client.post(page, LABEL | {"how": "show"})
    assert "Everybody who acts" in shown.content.decode()
    assert "None: it stays on this node" in shown.content.decode()
    cocaine.refresh_from_db()
    assert cocaine.record_key is None
    assert client.post(page, LABEL | {"how": "release", "shown": "forged"}).status_code == 200
    assert client.post(page, LABEL | {"how": "release", "shown": shown.context["shown"]}).status_code == 302
    cocaine.refresh_from_db()
    assert Record.objects.get(pk=cocaine.record_key).content["name"] == "Cocaine"


def test_one_field_gets_a_label_and_loses_it(browser_of, manager, foreigner, report, house):
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    client, page = browser_of(manager), f"/substances/reports/{report.pk}/field-label/"
    typed = LABEL | {"tlp": "AMBER+STRICT", "field": "place", "reason": "an ongoing investigation"}
    shown = client.post(page, typed | {"how": "show"})
    seal = shown.context["shown"]
    other = client.post(page, typed | {"field": "logo", "how": "release", "shown": seal})
    report.refresh_from_db()
    assert (other.status_code, report.field_labels) == (200, {}), "another field is shown first"
    assert client.post(page, typed | {"how": "release", "shown": seal}).status_code == 302
    theirs = browser_of(foreigner).get(f"/substances/reports/{report.pk}/").content.decode()
    assert "Zuid-Holland" not in theirs
    assert "1 field is not shown to you" in theirs
    assert client.post(page, typed | {"how": "remove"}).status_code == 302
    assert "Zuid-Holland" in browser_of(foreigner).get(f"/substances/reports/{report.pk}/").content.decode()


def test_a_field_is_shown_with_the_audience_of_both_labels(browser_of, manager, report, house):
    """A field's label cannot be wider than its report's."""
    page = f"/substances/reports/{report.pk}/field-label/"
    shown = browser_of(manager).post(page, LABEL | {"field": "place", "reason": "x", "how": "show"})
    assert {one.name for one in shown.context["audience"].recipients} == {house.laboratory.name}


def test_a_field_needs_a_reason(browser_of, manager, report):
    page = f"/substances/reports/{report.pk}/field-label/"
    assert browser_of(manager).post(page, LABEL | {"field": "place", "how": "show"}).status_code == 422


def test_a_profile_is_typed_and_says_where_it_goes(browser_of, analyst, manager, report, cocaine, house):
    client, page = browser_of(analyst), f"/substances/reports/{report.pk}/profiles/add/"
    assert "The report is not released" in client.get(page).content.decode()
    typed = {"substance": str(cocaine.pk), "method": "GC-MS 1", "amounts": "marker a 12,5\nmarker b\t0"}
    assert client.post(page, typed).status_code == 302
    assert Profile.objects.get().compounds == {"marker a": 12.5, "marker b": 0.0}
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    assert "no other node may have profiles" in client.get(page).content.decode()


@pytest.mark.parametrize("amounts", ["", "marker", "marker x", "a 1\na 2", "a -1", "a nan", "a 1\n\nb inf"])
def test_a_profile_that_cannot_be_read_names_the_line(browser_of, analyst, report, cocaine, amounts):
    typed = {"substance": str(cocaine.pk), "method": "GC-MS 1", "amounts": amounts}
    answer = browser_of(analyst).post(f"/substances/reports/{report.pk}/profiles/add/", typed)
    assert answer.status_code == 422
    assert not Profile.objects.exists()


def test_a_photograph_is_taken_away_once_its_consequences_were_read(browser_of, analyst, foreigner, report):
    kept = services.attach_photograph(analyst, report.pk, picture())
    page = f"/substances/reports/{report.pk}/photographs/{kept['digest']}/remove/"
    assert page in browser_of(analyst).get(f"/substances/reports/{report.pk}/").content.decode()
    asked = browser_of(analyst).post(page, {})
    report.refresh_from_db()
    assert (asked.status_code, len(report.photographs)) == (200, 1)
    assert browser_of(foreigner).post(page, {"confirmed": "yes"}).status_code == 404
    assert browser_of(analyst).post(page, {"confirmed": "yes"}).status_code == 302
    report.refresh_from_db()
    assert report.photographs == []


def test_a_spectrum_that_no_node_may_have_says_what_to_do(browser_of, manager, analyst, settings, tmp_path):
    settings.DATA = tmp_path
    row = library.save_unknown(analyst, measured(), Label(Tlp.AMBER_STRICT, str(analyst.party_id)))
    page = f"/substances/spectra/{row.pk}/publish/"
    shown = browser_of(manager).get(page)
    assert "no node may have it" in shown.content.decode()
    assert browser_of(manager).post(page).status_code == 422
    row.refresh_from_db()
    assert row.record_key is None
    assert browser_of(analyst).get(page).status_code == 403
