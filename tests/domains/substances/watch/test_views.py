"""Pages of alerts, and what everybody may read."""

import pytest
from defusedxml import ElementTree
from django.test import Client

from comity.domains.substances.models import Alert, AlertState
from comity.domains.substances.watch import services
from comity.domains.substances.watch.services import AlertText
from comity.kernel.handling.label import Tlp
from tests.domains.substances.watch.conftest import labelled

pytestmark = pytest.mark.django_db
HERE = "/substances/alerts/"
FEED = f"{HERE}public/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = AlertText("Invented <b>substance</b>", "Look out & tell others.", level="warning")
LABEL = {"tlp": "CLEAR", "onward": "ask", "judicial_use": "with-permission", "permissible_actions": "CLEAR"}


def out(actor, tlp=Tlp.CLEAR, **more):
    made = services.draft_alert(actor, TEXT, labelled(actor))
    return services.publish_alert(actor, made.pk, TEXT, labelled(actor, tlp, **more))


def test_a_draft_is_reviewed_with_its_audience_before_it_goes_out(coordinator, browser_of):
    made = services.draft_alert(coordinator, TEXT, labelled(coordinator))
    client, page = browser_of(coordinator), f"{HERE}{made.pk}/review/"
    given = LABEL | {"title": "Reviewed", "level": "advisory", "text": "Better words", "version": made.version}
    assert "Reviewed" not in client.get(HERE).content.decode()
    assert "Who will receive this" in client.post(page, given | {"step": "look"}).content.decode()
    made.refresh_from_db()
    assert made.state == AlertState.DRAFTED
    client.post(page, given | {"step": "publish"})
    made.refresh_from_db()
    assert (made.state, made.title, made.label.tlp) == (AlertState.PUBLISHED, "Reviewed", "CLEAR")


def test_every_page_opens_and_escapes(coordinator, stranger, browser_of):
    alert = out(coordinator)
    for actor in (coordinator, stranger):
        client = browser_of(actor)
        for page in ("", "drafts/", "subscriptions/", "new/", f"{alert.pk}/", "public/", f"public/{alert.pk}/"):
            answer = client.get(HERE + page)
            assert answer.status_code == 200, page
            assert "<b>substance</b>" not in answer.content.decode()


def test_reading_and_retracting_by_page(coordinator, stranger, browser_of):
    alert = out(coordinator)
    browser_of(stranger).post(f"{HERE}{alert.pk}/read/")
    assert "Foreign Institute" in browser_of(coordinator).get(f"{HERE}{alert.pk}/").content.decode()
    assert browser_of(stranger).post(f"{HERE}{alert.pk}/retract/", {"reason": "no"}).status_code == 422
    browser_of(coordinator).post(f"{HERE}{alert.pk}/retract/", {"reason": "Mixed up", "version": alert.version})
    assert Alert.objects.get().state == AlertState.RETRACTED


def test_subscriptions_by_page(stranger, browser_of):
    client = browser_of(stranger)
    client.post(f"{HERE}subscriptions/", {"about": "country:GH", "by_mail": "on"})
    assert "Ghana" in client.get(f"{HERE}subscriptions/").content.decode()
    assert client.post(f"{HERE}subscriptions/", {"about": "substance", "substance": "nothing"}).status_code == 422


@pytest.mark.parametrize(
    ("tlp", "more", "shown"),
    [
        (Tlp.CLEAR, {}, True),
        (Tlp.GREEN, {}, False),
        (Tlp.CLEAR, {"purposes": frozenset({"training-and-research"})}, False),
        (Tlp.CLEAR, {"releasable_to": frozenset({"NL"})}, False),
    ],
)
def test_only_what_is_for_everybody_is_public(coordinator, tlp, more, shown):
    alert, visitor = out(coordinator, tlp, **more), Client()
    assert (str(alert.pk) in visitor.get(f"{HERE}public/").content.decode()) is shown
    assert (f"urn:uuid:{alert.pk}" in visitor.get(FEED).content.decode()) is shown
    assert visitor.get(f"{HERE}public/{alert.pk}/").status_code == (200 if shown else 404)


def test_the_feed_is_atom_and_asked_for_only_when_new(coordinator):
    alert = out(coordinator)
    first = Client().get(FEED)
    root = ElementTree.fromstring(first.content)
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == TEXT.title
    assert root.findtext(f"{ATOM}entry/{ATOM}updated").endswith("Z")
    assert Client().get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304
    services.retract_alert(coordinator, alert.pk, "Mixed up")
    again = Client().get(FEED, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Retracted" in again.content.decode()
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]


def test_drafts_are_never_public(coordinator):
    services.draft_alert(coordinator, TEXT, labelled(coordinator, Tlp.CLEAR))
    assert "entry" not in Client().get(FEED).content.decode()


def test_what_waits_stands_on_the_home_page(coordinator, stranger, browser_of):
    made = services.draft_alert(coordinator, TEXT, labelled(coordinator))
    assert f"{made.pk}/review" in browser_of(coordinator).get("/").content.decode()
    services.publish_alert(coordinator, made.pk, TEXT, labelled(coordinator))
    assert f"{made.pk}" in browser_of(stranger).get("/").content.decode()
