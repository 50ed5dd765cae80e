"""Labels on a page: every value, the form, the audience; both widths, light and dark, both directions."""

import os

import pytest

from tests.e2e.test_look import LOOKS, faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PUBLISH = "/notes/publish/?tlp=AMBER%2BSTRICT&onward=ask&judicial_use=not&permissible_actions=AMBER&releasable_to="


@pytest.fixture
def notes(house, settings):
    from comity.kernel.handling.label import Evaluation, Label, Scheme, Tlp
    from comity.kernel.handling.storing import stored
    from tests.labelled.models import Note

    settings.ROOT_URLCONF = "tests.labelled.site"
    own = str(house.laboratory.pk)
    graded = frozenset({Evaluation(Scheme.EUROPOL_4X4, "A", "1", ("H1",))})
    for tlp in Tlp:
        label = Label(tlp, own, evaluations=graded, purposes=frozenset({"quality-assurance"}))
        Note.objects.create(title=f"Invented note {tlp.name}", label=stored(label))
    return house


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_labels_can_be_read_by_everybody(visit, notes, width, scheme, language):
    signed_in = notes.person("Ama Mensah", notes.laboratory)
    page = visit(width=width, color_scheme=scheme, language=language, signed_in=signed_in).page
    found = []
    for name, address in (("notes", "/notes/"), ("publish", PUBLISH + str(notes.network.pk))):
        found += faults(page, address)
        if folder := os.environ.get("COMITY_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}-{language}.png", full_page=True)
    assert not found
    assert page.locator(".audience li").count() >= 2
    assert page.locator(".tlp").evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(0, 0, 0)"
