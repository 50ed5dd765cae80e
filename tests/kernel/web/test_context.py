import pytest

import comity

pytestmark = pytest.mark.django_db


def test_visitors_see_no_navigation_and_the_version(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/about/").content.decode()
    assert f"Comity {comity.__version__}" in page
    assert 'aria-label="Main"' not in page
    assert "Sign in" in page


def test_people_see_for_whom_they_act_and_where_they_are(signed_in):
    page = signed_in.get("/").content.decode()
    assert '<bdi class="who-party">Laboratory North</bdi> <span class="who-role">laboratory manager</span>' in page
    assert page.count('<a href="/" aria-current="page">') == 1
    assert "Act instead as" not in page


def test_who_has_several_roles_can_act_in_another(signed_in, house):
    house.person("Ama Mensah", house.institute, "observer")
    page = signed_in.get("/").content.decode()
    assert "Act instead as" in page
    assert "<bdi>Foreign Institute</bdi> · observer" in page


def test_one_entry_of_the_navigation_is_the_current_one(signed_in, settings):
    settings.ROOT_URLCONF = "tests.e2e.gallery"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": ["tests/e2e/templates"]}]
    settings.COMITY_NAVIGATION = ["comity.portal.views.navigation", "tests.e2e.gallery.navigation"]
    page = signed_in.get("/gallery/facts/").content.decode()
    assert page.count('<a href="/gallery/facts/" aria-current="page">') == 1
    assert '<a href="/gallery/" aria-current="page">' not in page


def test_what_every_page_costs_the_database(signed_in, django_assert_max_num_queries):
    signed_in.get("/about/")
    with django_assert_max_num_queries(8):
        signed_in.get("/about/")
