"""Every page of the frame, at both widths, light and dark, both directions: read by axe-core, never too wide."""

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

VISITORS = ["/", "/about/", "/account/login/", "/account/password/reset/", "/offline/", "/nope/"]
PEOPLE = [
    "/",
    "/search/?q=toxi",
    "/gallery/",
    "/gallery/?none=1",
    "/gallery/?q=zzz",
    "/gallery/form/",
    "/gallery/facts/",
    "/gallery/question/",
    "/gallery/broken/?kind=refused",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/logout/",
]
LONG_LOOKS = [(390, "light", "en"), (1280, "dark", "en"), (1280, "light", "ar")]
LOOKS = [
    (1280, "light", "en"),
    (390, "dark", "ar"),
    *(pytest.param(*look, marks=pytest.mark.long) for look in LONG_LOOKS),
]


def faults(page, address):
    from axe_playwright_python.sync_playwright import Axe

    page.goto(address)
    found = [
        f"{address}: {fault['id']} {fault['nodes'][0]['target']}" for fault in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{address}: wider than the window")
    return found


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_every_page_can_be_read_by_everybody(visit, house, width, scheme, language):
    assignment = house.person("Ama Mensah", house.laboratory, "laboratory_manager")
    look = {"width": width, "color_scheme": scheme, "language": language}
    found = [fault for address in VISITORS for fault in faults(visit(**look).page, address)]
    window = visit(**look, signed_in=assignment)
    found += [fault for address in PEOPLE for fault in faults(window.page, address)]
    assert not found


@pytest.mark.parametrize("width", [1280, 390])
def test_what_opens_on_demand_can_be_read_too(visit, house, width):
    page = visit(width=width, signed_in=house.person("Ama Mensah", house.laboratory)).page
    from axe_playwright_python.sync_playwright import Axe

    page.goto("/gallery/form/")
    page.get_by_role("button", name="Submit").click()
    assert page.locator(".error-summary").is_visible()
    for menu in page.locator("details.menu:visible").all():
        menu.locator("summary").click()
        box = menu.locator(".menu-panel").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert not Axe().run(page).response["violations"]
        page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None


@pytest.mark.parametrize(
    ("chosen", "asked", "dark"), [("dark", "light", True), ("light", "dark", False), ("device", "dark", True)]
)
def test_light_and_dark_by_device_and_by_choice(visit, chosen, asked, dark):
    page = visit(color_scheme=asked).page
    page.goto("/about/")
    page.locator(f"button[value={chosen}]").click()
    page.wait_for_load_state()
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (colour == "rgb(16, 23, 29)") is dark
