"""From the mail to a role, in a browser; and the pages of accounts at both widths, in both directions."""

import re

import pytest
from django.core import mail

from comity.kernel.accounts import services
from comity.kernel.accounts.roles import Role
from tests.e2e.test_look import faults
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_somebody_is_invited_and_comes(visit, house):
    minister = house.person("Mina Minister", house.ministry, Role.ADMINISTRATOR)
    page = visit(signed_in=minister).page
    page.goto("/account/people/")
    page.get_by_role("link", name="Invite a person").click()
    page.get_by_label("Mail address").fill("nora@example.org")
    page.get_by_label("Role").select_option("analyst")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text("An invitation is on its way to nora@example.org.").wait_for()
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body)[1]

    nora = visit(width=390).page
    nora.goto(link)
    assert nora.url.endswith("/account/invitation/")
    nora.get_by_label("Name").fill("Nora New")
    nora.get_by_label("Password", exact=True).fill("short")
    nora.get_by_role("button", name="Make my account and accept").click()
    assert nora.get_by_label("Name").input_value() == "Nora New"
    nora.get_by_label("Password", exact=True).fill(PASSWORD)
    nora.get_by_role("button", name="Make my account and accept").click()
    nora.wait_for_url("**/account/2fa/**")
    nora.goto("/account/people/")
    assert "Mina Minister" in nora.get_by_role("main").text_content()
    nora.goto(link)
    assert "does not work" in nora.locator("h1").text_content()


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (390, "dark", "ar"), (390, "light", "en")]
)
def test_pages_of_accounts_can_be_read_by_everybody(visit, house, width, scheme, language):
    minister = house.person("Mina Minister", house.ministry, Role.ADMINISTRATOR)
    house.person("Mina Minister", house.laboratory, Role.QUALITY_MANAGER)
    actor = house.actor("Mina Minister", house.ministry, Role.COORDINATOR)
    services.create_token(actor, name="Laboratory's system", scopes=["parties:read"], days=30)
    ana = house.person("Ana Analyst", house.ministry)
    giver = house.actor("Second", house.ministry, Role.ADMINISTRATOR)
    invited = services.invite_person(giver, house.ministry.pk, email="nora@example.org", role="analyst")
    look = {"width": width, "color_scheme": scheme, "language": language}
    window = visit(**look, signed_in=minister)
    people = f"/account/people/{house.ministry.pk}"
    addresses = ["/account/", "/account/tokens/new/", f"{people}/", f"{people}/invite/", f"{people}/trail/"]
    addresses += [f"{people}/{ana.user_id}/role/", f"/account/people/assignments/{ana.pk}/end/"]
    found = [fault for address in addresses for fault in faults(window.page, address)]
    visitor = visit(**look).page
    found += faults(visitor, f"/account/invitation/{invited.secret}/")
    found += faults(visitor, "/account/invitation/nothing/")
    assert not found
