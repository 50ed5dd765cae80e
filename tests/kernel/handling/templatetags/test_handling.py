"""The marking: FIRST's colours with their contrast on black, the words, and what a page shows before publishing."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

import comity
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.handling.words import describe

CSS = (Path(comity.__file__).parent / "kernel/handling/static/handling/handling.css").read_text()
# FIRST, Traffic Light Protocol 2.0, section "TLP in colour": text on a background of #000000.
FIRST = {"red": "#ff2b2b", "amber": "#ffc000", "amber-strict": "#ffc000", "green": "#33ff00", "clear": "#ffffff"}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tlp", FIRST)
def test_colours_are_the_published_ones_and_can_be_read(tlp):
    rule = re.search(rf"\.tlp-{tlp}\b(?!-)[^{{]*{{ color: (#\w+); }}", CSS)
    assert rule[1] == FIRST[tlp]
    assert (luminance(rule[1]) + 0.05) / 0.05 >= 4.5
    assert "background: #000000" in CSS


def shown(label, **more):
    template = "{% load handling %}{% label_mark label words=words %}"
    return Template(template).render(Context({"label": label, "words": True} | more))


@pytest.mark.parametrize("tlp", list(Tlp))
def test_the_marking_says_its_value_in_letters(tlp):
    html = shown(Label(tlp))
    name = tlp.value.lower().replace("+", "-")
    assert f'<bdi class="tlp tlp-{name}" dir="ltr">TLP:{tlp.value}</bdi>' in html
    assert f".tlp-{name}" in CSS
    assert all(str(one).replace("'", "&#x27;") in html for one in describe(Label(tlp)))
    assert "<li>" not in shown(Label(tlp), words=False)


def test_what_a_foreign_label_says_is_inert():
    with translation.override("ar"):
        assert "<script>" not in shown(Label("CLEAR", unknown=frozenset({("<script>", '"<script>"')})))


@pytest.mark.django_db
def test_a_page_shows_who_will_receive_it_before_anything_is_published(house, client, settings):
    settings.ROOT_URLCONF = "tests.labelled.site"
    client.force_login(
        house.person("Ama", house.laboratory).user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    typed = {"tlp": "AMBER", "onward": "ask", "judicial_use": "not", "permissible_actions": "CLEAR"}
    page = client.get("/notes/publish/")
    assert page.status_code == 200
    assert "Who will receive this" not in page.content.decode()
    body = client.post("/notes/publish/", typed | {"releasable_to": [str(house.network.pk)]}).content.decode()
    assert "The one member of Network." in body
    assert "TLP:AMBER</bdi>" in body
    assert "(no account here)" in body
    assert "<script>" not in body.split("<main")[1]
