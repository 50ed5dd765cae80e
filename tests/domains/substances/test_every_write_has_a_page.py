"""Whatever a program may do in this room, a person does on a page, with a form that works without a script."""

import pytest
from django.urls import reverse

from comity.config.urls import api
from comity.domains.substances import services
from comity.domains.substances.library import services as library
from comity.domains.substances.services.known_series import state_series
from comity.domains.substances.values import ProfileValues
from comity.domains.substances.watch import services as watch
from comity.kernel.accounts.roles import Role
from comity.kernel.handling.label import Label, Tlp
from tests.domains.substances.library.conftest import measured
from tests.domains.substances.services.test_photographs import picture

# Operation → who may, and the page: its name and what it is about.
PAGES = {
    "register_substance": ("keeper", "substances:add", ""),
    "register_unknown": ("analyst", "substances:unknown", ""),
    "rename_substance": ("keeper", "substances:rename", "substance"),
    "add_substance_name": ("keeper", "substances:name", "substance"),
    "identify_substance": ("keeper", "substances:identify", "unknown"),
    "retract_identity": ("keeper", "substances:retract", "substance"),
    "record_control_status": ("keeper", "substances:control", "substance"),
    "import_control_schedules": ("keeper", "substances:schedules", ""),
    "release_substance": ("keeper", "substances:release-substance", "substance"),
    "file_substance_report": ("analyst", "substances:new-report", ""),
    "import_substance_reports": ("analyst", "substances:import", ""),
    "correct_substance_report": ("analyst", "substances:correct-report", "report"),
    "add_finding": ("analyst", "substances:correct-report", "report"),
    "release_substance_report": ("manager", "substances:release-report", "report"),
    "label_report_field": ("manager", "substances:label-field", "report"),
    "withdraw_substance_report": ("manager", "substances:withdraw-report", "report"),
    "record_profile": ("analyst", "substances:add-profile", "report"),
    "attach_photograph": ("analyst", "substances:report", "report"),
    "remove_photograph": ("analyst", "substances:remove-photograph", "photograph"),
    "consent_to_comparability": ("manager", "substances:comparability", ""),
    "add_spectra": ("analyst", "spectra:add", ""),
    "search_spectra": ("analyst", "spectra:search", ""),
    "search_curves": ("analyst", "spectra:search", ""),
    "explain_mixture": ("analyst", "spectra:mixture", ""),
    "label_spectrum": ("analyst", "spectra:label", "spectrum"),
    "identify_spectrum": ("analyst", "spectra:identify", "spectrum"),
    "retract_spectrum": ("analyst", "spectra:retract", "spectrum"),
    "withdraw_spectrum": ("analyst", "spectra:withdraw", "spectrum"),
    "publish_spectrum": ("manager", "spectra:publish", "spectrum"),
    "state_known_series": ("analyst", "pictures:compare", "pair"),
    "withdraw_known_series": ("manager", "pictures:withdraw-series", "series"),
    "draft_alert": ("coordinator", "watch:write", ""),
    "publish_alert": ("coordinator", "watch:review", "draft"),
    "dismiss_alert": ("coordinator", "watch:review", "draft"),
    "retract_alert": ("coordinator", "watch:alert", "alert"),
    "read_alert": ("coordinator", "watch:alert", "alert"),
    "subscribe": ("analyst", "watch:subscriptions", ""),
    "unsubscribe": ("analyst", "watch:subscriptions", ""),
}
# Pages that are reached by a form of another page: what they show depends on what was typed there.
WITHOUT_ADDRESS = {
    "save_unknown_spectrum": "a button below the hits of a search (test_an_unknown_is_kept_in_two_clicks)",
    "ask_about_spectrum": "a button below the hits of a search (library/test_views.py)",
}
PREFIXES = ("/substances", "/alerts", "/spectra")
TAGS = {"substances", "spectra", "alerts"}


@pytest.fixture
def coordinator(house):
    return house.actor("Cora", house.laboratory, Role.COORDINATOR)


@pytest.fixture
def known(settings, tmp_path, analyst, manager, keeper, coordinator, report, cocaine, house):
    """Whatever a page is about."""
    settings.DATA = tmp_path
    own = Label(Tlp.AMBER_STRICT, str(house.laboratory.pk))
    photograph = services.attach_photograph(analyst, report.pk, picture())
    services.record_profile(analyst, report.pk, ProfileValues(cocaine.pk, "GC-MS", {"a": 1.0, "b": 2.0}))
    spectrum = library.save_unknown(analyst, measured(), own)
    library_name = services.register_unknown(analyst, "An unknown")
    from comity.domains.substances.services.reports import file_report
    from tests.domains.substances.cases import seizure

    other = file_report(analyst, seizure(cocaine, own_reference="N-2"))
    text = watch.AlertText("Look out", "Invented", "other", "note", None, "")
    draft = watch.draft_alert(coordinator, text, own)
    alert = watch.draft_alert(coordinator, text, own)
    watch.publish_alert(coordinator, alert.pk, text, own)
    series = state_series(analyst, [report.pk, other.pk], name="S", reason="One parcel", label=own)
    return {
        "substance": [cocaine.pk],
        "unknown": [library_name.pk],
        "report": [report.pk],
        "photograph": [report.pk, photograph["digest"]],
        "spectrum": [spectrum.pk],
        "pair": [],
        "series": [series.pk],
        "draft": [draft.pk],
        "alert": [alert.pk],
        "": [],
    } | {"query": f"?report={report.pk}&report={other.pk}"}


def operations():
    """The writes of this room, by their tags."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            if method != "get" and TAGS & set(operation.get("tags", ())):
                yield operation["operationId"], path


def test_every_write_of_a_program_has_a_page_or_a_reason():
    written = {name for name, _ in operations()}
    assert written == {*PAGES, *WITHOUT_ADDRESS}
    assert not {*PAGES} & {*WITHOUT_ADDRESS}


@pytest.mark.parametrize("operation", sorted(PAGES))
def test_the_page_has_a_form_for_whoever_may(operation, known, browser_of, request):
    who, name, about = PAGES[operation]
    address = reverse(name, args=known[about]) + (known["query"] if about == "pair" else "")
    page = browser_of(request.getfixturevalue(who)).get(address)
    assert page.status_code == 200, address
    inside = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert 'method="post"' in inside, address


@pytest.mark.parametrize("operation", sorted(name for name, (who, *_) in PAGES.items() if who != "keeper"))
def test_a_stranger_gets_nothing(operation, known, browser_of, foreigner):
    _, name, about = PAGES[operation]
    if not about or about == "pair":
        return
    address = reverse(name, args=known[about])
    assert browser_of(foreigner).get(address).status_code in (403, 404)


@pytest.mark.parametrize("operation", sorted(name for name, (who, *_) in PAGES.items() if who == "keeper"))
def test_the_register_is_not_for_laboratories(operation, known, browser_of, analyst):
    _, name, about = PAGES[operation]
    assert browser_of(analyst).get(reverse(name, args=known[about])).status_code == 403
