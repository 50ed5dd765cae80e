"""Drafted by anybody who may, out only when a person has reviewed it, read, retracted."""

import pytest

from comity.base.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from comity.domains.substances.models import Alert, AlertReceipt, AlertState
from comity.domains.substances.watch import queries, services
from comity.domains.substances.watch.mailing import send_mail, subscribers
from comity.domains.substances.watch.services import AlertText
from comity.kernel.accounts.actor import Actor
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.exchange.models import Record
from comity.kernel.handling.label import Tlp
from tests.domains.substances.watch.conftest import labelled

pytestmark = pytest.mark.django_db
TEXT = AlertText("Invented substance seen twice", "Look out for it.", level="advisory", country="GH")


@pytest.fixture
def draft(coordinator):
    return services.draft_alert(coordinator, TEXT, labelled(coordinator))


@pytest.fixture
def published(coordinator, draft):
    return services.publish_alert(coordinator, draft.pk, TEXT, labelled(coordinator))


def test_a_draft_is_seen_by_its_own_organisation_alone(coordinator, stranger, draft):
    assert [*queries.drafts(coordinator)] == [draft]
    assert not queries.alerts(coordinator).exists()
    assert not queries.drafts(stranger).exists()
    with pytest.raises(NotFoundError):
        queries.get_alert(stranger, draft.pk)


def test_publishing_reaches_readers_and_other_nodes(coordinator, stranger, published):
    assert [*queries.alerts(stranger)] == [published]
    assert Record.objects.get(pk=published.record_key).content["title"] == TEXT.title
    assert AuditEntry.objects.filter(verb="publish alert").exists()


def test_only_a_person_who_may_lets_it_go(house, coordinator, draft, stranger):
    analyst = house.actor("Ann", house.operator, Role.ANALYST)
    with pytest.raises(NotAllowedError):
        services.publish_alert(analyst, draft.pk, TEXT, labelled(analyst))
    with pytest.raises(NotAllowedError):
        services.publish_alert(Actor.system("a rule"), draft.pk, TEXT, draft.handling)
    with pytest.raises(NotFoundError):
        services.publish_alert(stranger, draft.pk, TEXT, labelled(stranger))
    draft.refresh_from_db()
    assert draft.state == AlertState.DRAFTED


def test_what_somebody_else_decided_meanwhile_is_not_overwritten(coordinator, draft):
    services.dismiss_alert(coordinator, draft.pk, "Known since long", version=draft.version)
    with pytest.raises(ConflictError):
        services.publish_alert(coordinator, draft.pk, TEXT, draft.handling, version=draft.version)


def test_retraction_stays_in_sight(coordinator, stranger, published):
    with pytest.raises(InputError):
        services.retract_alert(coordinator, published.pk, "")
    services.retract_alert(coordinator, published.pk, "The sample was mixed up")
    seen = queries.alerts(stranger).get()
    assert (seen.state, seen.reason) == (AlertState.RETRACTED, "The sample was mixed up")
    assert Record.objects.get(pk=published.record_key).state == "withdrawn"


def test_reading_is_written_down_once_and_told_to_the_originator(coordinator, stranger, published):
    assert [*queries.unread(stranger)] == [published]
    services.read_alert(stranger, published.pk)
    services.read_alert(stranger, published.pk)
    assert AlertReceipt.objects.count() == 1
    assert not queries.unread(stranger).exists()
    assert [one.party_id for one in queries.receipts(coordinator, published)] == [stranger.party_id]
    assert queries.receipts(stranger, published) == []


def test_an_alert_made_from_hidden_records_is_no_weaker_than_they(coordinator, manager):
    hidden = services.draft_alert(manager, TEXT, labelled(manager, Tlp.AMBER_STRICT))
    made = services.draft_alert(
        Actor.system("a rule"), TEXT, labelled(coordinator), sources=[hidden], rule_key="first:x"
    )
    assert made.label.tlp == "AMBER+STRICT"
    with pytest.raises(ConflictError):
        services.publish_alert(coordinator, made.pk, TEXT, labelled(coordinator))


@pytest.mark.parametrize(
    ("topic", "value", "told"),
    [
        ("everything", "", True),
        ("country", "gh", True),
        ("country", "NL", False),
        ("kind", "other", True),
        ("kind", "harm", False),
    ],
)
def test_subscribers_are_those_whom_it_concerns(stranger, published, topic, value, told):
    services.subscribe(stranger, topic, value)
    services.subscribe(stranger, topic, value)
    assert ((stranger.party_id, stranger.user_id) in subscribers(published)) is told


@pytest.mark.parametrize(
    ("topic", "value"), [("country", "XX"), ("kind", "nonsense"), ("substance", "none"), ("what", "")]
)
def test_what_nobody_can_be_told_about_is_refused(stranger, topic, value):
    with pytest.raises(InputError):
        services.subscribe(stranger, topic, value)


def test_mail_says_where_and_not_what(stranger, published, mailoutbox):
    assert send_mail(published.pk, published.state, stranger.party_id, stranger.user_id)
    [mail] = mailoutbox
    assert str(published.pk) in mail.body
    assert TEXT.title not in mail.body + mail.subject


def test_nobody_is_mailed_about_what_they_may_not_see(coordinator, stranger, draft, mailoutbox):
    alert = services.publish_alert(coordinator, draft.pk, TEXT, labelled(coordinator, Tlp.RED))
    assert send_mail(alert.pk, alert.state, stranger.party_id, stranger.user_id)
    assert mailoutbox == []


def test_one_ends_only_ones_own_subscriptions(stranger, coordinator):
    made = services.subscribe(stranger, "everything")
    services.unsubscribe(coordinator, made.pk)
    assert queries.subscriptions(stranger) == [made]
    services.unsubscribe(stranger, made.pk)
    assert queries.subscriptions(stranger) == []


def test_an_observer_drafts_nothing(house):
    observer = house.actor("Olga", house.laboratory, Role.OBSERVER)
    with pytest.raises(NotAllowedError):
        services.draft_alert(observer, TEXT, labelled(observer))
    assert not Alert.objects.exists()
