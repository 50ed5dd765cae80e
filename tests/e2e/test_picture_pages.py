"""Pictures of what was reported, in a browser: at both widths, light and dark, and with their numbers opened."""

import pytest

from comity.base.clock import now
from comity.domains.substances import demonstration
from comity.domains.substances.models import Substance
from tests.e2e.conftest import look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def test_every_picture_is_accessible(house, window):
    actor = house.actor("Ann", house.laboratory)
    demonstration.load_demonstration([house.laboratory, house.institute], now().date())
    rising = Substance.objects.get(name=demonstration.RISE).pk
    for scheme, width, language in (("light", 1280, "en"), ("dark", 390, "ar")):
        page = window(actor, width=width, language=language, color_scheme=scheme)
        for address in ("trends/", f"map/?substance={rising}", f"spread/?substance={rising}", "market/", "linked/"):
            look(page, f"/substances/{address}")
            for summary in page.locator("main details > summary").all():
                summary.click()
            look(page)
        page.goto("/substances/linked/")
        look(page, page.locator("tbody th a").first.get_attribute("href"))
