"""Public alerts as an Atom feed (RFC 4287). Identifiers never change; a retracted alert says so in its entry."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from django.urls import reverse
from django.utils.translation import pgettext

from comity.base.clock import now, to_text
from comity.domains.substances.models import Alert, AlertState

MOST_ENTRIES = 100
NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(alerts: Iterable[Alert], address: str) -> bytes:
    """The feed; `address` is where this node is reached."""
    alerts = list(alerts)
    here = f"{address}{reverse('watch:feed')}"
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE})
    _text(root, "title", pgettext("alerts", "Alerts"))
    _text(root, "id", here)
    _text(root, "updated", max((_updated(one) for one in alerts), default=to_text(now())))
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "href": f"{address}{reverse('watch:public')}"})
    author = ElementTree.SubElement(root, "author")
    _text(author, "name", address)
    for one in alerts:
        _entry(root, one, address)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: ElementTree.Element, alert: Alert, address: str) -> None:
    entry = ElementTree.SubElement(root, "entry")
    retracted = alert.state == AlertState.RETRACTED
    mark = pgettext("alerts", "Retracted: %(title)s") if retracted else "%(title)s"
    _text(entry, "title", mark % {"title": alert.title})
    _text(entry, "id", f"urn:uuid:{alert.pk}")
    _text(entry, "updated", _updated(alert))
    if alert.published_at:
        _text(entry, "published", to_text(alert.published_at))
    href = f"{address}{reverse('watch:public-alert', args=[alert.pk])}"
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": href})
    ElementTree.SubElement(entry, "category", {"term": alert.kind})
    ElementTree.SubElement(entry, "category", {"term": alert.level})
    _text(entry, "summary", alert.reason if retracted else alert.text)


def _updated(alert: Alert) -> str:
    moment = alert.retracted_at or alert.published_at or alert.drafted_at
    return to_text(moment)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    clean = "".join(sign for sign in text if sign in "\t\n\r" or sign >= " ")  # XML 1.0, 2.2
    ElementTree.SubElement(parent, name).text = clean
