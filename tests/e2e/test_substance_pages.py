"""Pages of substances in a browser, without a script: accessible, never too wide, in both directions of writing."""

import os
from pathlib import Path

import numpy as np
import pytest

from comity.domains.substances import services
from comity.domains.substances.library import naming
from comity.domains.substances.library import services as library
from comity.domains.substances.services.known_series import state_series
from comity.domains.substances.values import ProfileValues
from comity.domains.substances.watch import services as watch
from comity.kernel.accounts.roles import Role
from comity.kernel.handling.label import Label, Tlp
from comity.science.spectra.trace import Trace
from tests.domains.substances.cases import CAFFEINE, COCAINE, seizure
from tests.domains.substances.library.conftest import measured
from tests.domains.substances.services.test_photographs import picture
from tests.e2e.conftest import look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
SHOTS = os.environ.get("COMITY_PICTURES_OF_PAGES", "")  # a folder: whoever changes these pages looks at them


@pytest.fixture
def made(house, settings, tmp_path):
    """A register with a report, spectra and a series; whoever may do everything with them."""
    settings.DATA = tmp_path
    keeper = house.actor("Olive", house.operator, Role.COORDINATOR)
    manager = house.actor("Max", house.laboratory, Role.LABORATORY_MANAGER)
    cocaine, caffeine = services.register_substance(keeper, COCAINE), services.register_substance(keeper, CAFFEINE)
    reports = [
        services.file_report(manager, seizure(cocaine, caffeine, own_reference=f"N-2026-{number}")) for number in (1, 2)
    ]
    photograph = services.attach_photograph(manager, reports[0].pk, picture(size=(300, 200)), caption="the bag")
    services.record_profile(manager, reports[0].pk, ProfileValues(cocaine.pk, "GC-MS 1", {"ecgonine": 1.2, "b": 3.0}))
    own = Label(Tlp.AMBER_STRICT, str(house.laboratory.pk))
    series = state_series(manager, [one.pk for one in reports], name="Parcel 7", reason="One parcel", label=own)
    spectrum = library.save_unknown(manager, measured(3), own)
    named = library.save_unknown(manager, measured(4), own)
    naming.identify_spectrum(manager, named.pk, cocaine.pk, "compared with a standard")
    axis = np.arange(600.0, 1800.0, 4.0)
    library.save_unknown(manager, Trace(axis, np.exp(-(((axis - 900) / 20) ** 2)), "infrared", "absorbance"), own)
    report, one = reports[0].pk, spectrum.pk
    of_manager = [
        f"reports/{report}/",
        f"reports/{report}/release/",
        f"reports/{report}/field-label/",
        f"reports/{report}/profiles/add/",
        f"reports/{report}/photographs/{photograph['digest']}/remove/",
        "reports/",
        "comparability/",
        f"spectra/{one}/",
        f"spectra/{named.pk}/",
        f"spectra/{one}/identify/",
        f"spectra/{named.pk}/retract/",
        f"spectra/{one}/publish/",
        "search/",
        "search/mixture/",
        f"reports/{report}/correct/",
        f"reports/{report}/withdraw/",
        "reports/new/",
        "reports/import/",
        "reports/export/",
        "spectra/",
        "spectra/add/",
        f"spectra/{one}/label/",
        f"spectra/{one}/withdraw/",
        "linked/",
        f"linked/series/{series.pk}/withdraw/",
    ]
    of_keeper = ["", f"{cocaine.pk}/", f"{cocaine.pk}/release/", f"{cocaine.pk}/identify/", "schedules/import/"]
    of_keeper += [
        "new/",
        "unknown/",
        "shared-cas/",
        *(f"{cocaine.pk}/{one}/" for one in ("names", "rename", "retract")),
    ]
    of_keeper += [f"{cocaine.pk}/control/", f"{services.register_unknown(keeper, 'white').pk}/identify/"]
    text = watch.AlertText("Look out", "Invented", "other", "advisory", cocaine.pk, "NL")
    draft, alert = (watch.draft_alert(keeper, text, Label(Tlp.CLEAR, str(house.operator.pk))) for _ in range(2))
    watch.publish_alert(keeper, alert.pk, text, Label(Tlp.CLEAR, str(house.operator.pk)))
    watch.subscribe(keeper, "country", "NL", by_mail=True)
    of_keeper += ["alerts/", "alerts/new/", "alerts/drafts/", f"alerts/{draft.pk}/review/", f"alerts/{alert.pk}/"]
    of_keeper += [
        f"alerts/{alert.pk}/retract/",
        "alerts/subscriptions/",
        "alerts/public/",
        f"alerts/public/{alert.pk}/",
    ]
    return {manager: of_manager, keeper: of_keeper}


@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [("light", 1280, "en"), ("light", 390, "en"), ("dark", 390, "ar"), ("dark", 1280, "ar")],
)
def test_every_page_is_accessible_and_fits(made, window, scheme, width, language):
    for number, (actor, pages) in enumerate(made.items()):
        page = window(actor, width=width, language=language, color_scheme=scheme)
        for place, address in enumerate(pages):
            look(page, f"/substances/{address}")
            _shoot(page, f"{number}{place:02d}-{scheme}-{width}-{language}")


def test_without_a_script_a_curve_is_searched_and_a_field_labelled(made, window):
    manager, pages = next(iter(made.items()))
    page = window(manager, width=390, java_script_enabled=False)
    page.goto("/substances/search/")
    axis = np.arange(600.0, 1800.0, 4.0)
    page.get_by_label("Or paste peaks").fill("\n".join(f"{x} {np.exp(-(((x - 900) / 20) ** 2)):.5f}" for x in axis))
    page.get_by_label("Measured by").select_option("infrared")
    page.get_by_role("button", name="Search", exact=True).last.click()
    assert page.get_by_text("1 curve compared").is_visible()
    assert page.get_by_role("button", name="Keep it as an unknown").is_visible()
    _shoot(page, "curve")
    page.goto(f"/substances/{pages[2]}")
    page.get_by_label("Field of the report").select_option("place")
    page.get_by_label("Reason").fill("an ongoing investigation")
    page.get_by_role("button", name="Show who will receive it").click()
    _shoot(page, "field-shown")
    page.get_by_role("button", name="Let only them see this field").click()
    assert page.get_by_text("Fields with a label of their own").is_visible()


def _shoot(page, name):
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
