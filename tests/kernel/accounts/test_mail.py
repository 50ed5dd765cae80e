import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage

from comity.kernel.accounts import mail, services
from comity.kernel.accounts.actor import Actor


def test_links_begin_with_the_nodes_own_address(settings):
    settings.ADDRESS = "https://comity.example.org"
    assert mail.invitation_address("comity_i_x") == "https://comity.example.org/account/invitation/comity_i_x/"


def test_a_name_cannot_add_headers(house):
    house.laboratory.name = "Lab\nBcc: victim@example.org"
    invited = services.invite_person(Actor.system("test"), house.laboratory.pk, email="n@example.org", role="analyst")
    invited.invitation.party = house.laboratory
    mail.send_invitation(invited.invitation, invited.secret)
    assert outbox.outbox[0].recipients() == ["n@example.org"]
    assert "\n" not in outbox.outbox[0].subject


@pytest.mark.parametrize("beside", [True, False])
def test_a_mail_server_that_fails_fails_nobody_else(settings, monkeypatch, caplog, beside):
    settings.MAIL_BESIDE_REQUESTS = beside
    monkeypatch.setattr(EmailMessage, "send", lambda _self: 1 / 0)
    mail.deliver(EmailMessage("subject", "body", None, ["a@example.org"]))
    mail._carriers.submit(int).result()
    mail._carriers.submit(int).result()
    if not beside:
        assert "could not be delivered" in caplog.text
