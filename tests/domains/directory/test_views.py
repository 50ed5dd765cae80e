import html
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.domains.directory import services
from comity.domains.directory.models import AccreditedScope, ContactPoint, Profile
from comity.domains.directory.values import ProfileValues
from comity.kernel.accounts.roles import Role
from comity.kernel.parties.models import Membership, Party

SCRIPT = "<script>alert(1)</script>"
WITHOUT = ("list", "map", "import", "register")
OF_PARTY = ("entry", "edit", "rename", "history", "add-contact", "add-scope", "add-membership", "register-part")


def address(name, *keys):
    return reverse(f"directory:{name}", args=keys)


def words(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def pages(described):
    """Every page of the room, with what it takes to open it."""
    contact, scope = ContactPoint.objects.first(), AccreditedScope.objects.get()
    membership = Membership.objects.get(member=described)
    return [
        *(address(name) for name in WITHOUT),
        *(address(name, described.pk) for name in OF_PARTY),
        *(address(name, contact.pk) for name in ("change-contact", "remove-contact")),
        *(address(name, scope.pk) for name in ("change-scope", "withdraw-scope")),
        address("end-membership", membership.pk),
    ]


def test_every_page_opens_for_who_may_do_everything(pages, administrator, browser_of):
    for page in pages:
        assert browser_of(administrator).get(page).status_code == 200, page


@pytest.mark.django_db
def test_visitors_are_asked_to_sign_in(pages, client):
    for page in pages:
        response = client.get(page)
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_an_analyst_of_another_laboratory_reads_and_does_nothing_else(pages, stranger, browser_of):
    browser = browser_of(stranger)
    allowed = [page for page in pages if browser.get(page).status_code == 200]
    assert allowed == [*pages[:2], pages[4]]
    for page in set(pages) - set(allowed):
        assert browser.post(page, {"confirmed": "yes"}).status_code in (403, 404, 405), page
    assert ContactPoint.objects.count() == 2


def test_not_listed_and_not_there_are_one_answer(hidden, stranger, browser_of):
    browser = browser_of(stranger)
    for name in OF_PARTY:
        there, nowhere = browser.get(address(name, hidden.pk)), browser.get(address(name, uuid.uuid4()))
        assert there.status_code == nowhere.status_code == 404
        assert there.content.replace(str(hidden.pk).encode(), b"") != b""
        assert hidden.name not in words(there)


def test_scripts_in_names_stay_text(administrator, browser_of):
    party = services.register_entry(administrator, kind="laboratory", name=SCRIPT, short_name='"><b>x')
    services.edit_profile(
        administrator, party.pk, ProfileValues(about=SCRIPT, city=SCRIPT, latitude=1.0, longitude=1.0)
    )
    browser = browser_of(administrator)
    for page in [address("list"), address("map"), *(address(name, party.pk) for name in OF_PARTY)]:
        shown = browser.get(page).content.decode()
        assert "<script>alert" not in shown
        assert "<b>x" not in shown


def test_two_people_edit_at_once_and_nothing_typed_is_lost(house, keeper, browser_of):
    page, browser = address("edit", house.institute.pk), browser_of(keeper)
    assert browser.post(page, {"city": "Accra", "version": "0", "listed": "on"}).status_code == 409
    assert browser.post(page, {"city": "Accra", "version": "1", "listed": "on"}).status_code == 302
    answer = browser.post(page, {"city": "Kumasi", "about": "Typed long", "version": "1", "listed": "on"})
    assert answer.status_code == 409
    assert Profile.objects.get().city == "Accra"
    for word in ("Accra", "Kumasi", "Typed long", 'name="version" value="2"'):
        assert word in words(answer)
    assert (
        browser.post(page, {"city": "Kumasi", "about": "Typed long", "version": "2", "listed": "on"}).status_code == 302
    )
    assert Profile.objects.get().city == "Kumasi"


def test_what_a_service_refuses_stands_at_its_field(house, keeper, browser_of):
    data = {"website": "javascript:alert(1)", "city": "Kept", "version": "1", "listed": "on"}
    answer = browser_of(keeper).post(address("edit", house.institute.pk), data)
    assert answer.status_code == 422
    assert "This is not the address of a page." in words(answer)
    assert 'value="Kept"' in words(answer)


def test_a_file_is_checked_then_taken_in_without_choosing_it_again(administrator, browser_of):
    browser, page = browser_of(administrator), address("import")
    file = SimpleUploadedFile("parties.csv", b"kind,name\nlaboratory,=1+1\nlab,Bad\n")
    checked = browser.post(page, {"file": file, "how": "check"})
    assert "row 3, column kind" in words(checked)
    assert not Party.objects.filter(name="=1+1").exists()
    kept = {name: checked.context["form"].initial[name] for name in ("kept", "kept_name")}
    taken = browser.post(page, {**kept, "how": "good"})
    assert taken.status_code == 200
    assert Party.objects.filter(name="=1+1").exists()
    assert "'=1+1" in browser.get(address("export", "csv")).content.decode()


@pytest.mark.parametrize("kept", ["not base64!", "", "AAAA"])
def test_a_spoilt_page_is_an_error_in_words(administrator, browser_of, kept):
    answer = browser_of(administrator).post(address("import"), {"kept": kept, "kept_name": "x", "how": "all"})
    assert answer.status_code == 422


def test_two_hundred_megabytes_are_refused_before_they_are_read(administrator, browser_of):
    answer = browser_of(administrator).post(
        address("import"), b"", content_type="multipart/form-data", CONTENT_LENGTH="200000000"
    )
    assert answer.status_code == 413


def test_the_export_follows_the_filter_and_comes_back(described, administrator, browser_of):
    answer = browser_of(administrator).get(address("export", "json"), {"country": "GH"})
    assert [entry["name"] for entry in json.loads(answer.content)["entries"]] == [described.name]
    assert "attachment" in answer["Content-Disposition"]
    assert browser_of(administrator).get(address("export", "exe")).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?area=1,2",
        "?area=a,b,c,d",
        "?network=x",
        "?kind=person",
        "?page=999",
        "?sort=party__email",
        "?country=ZZ",
    ],
)
@pytest.mark.usefixtures("described")
def test_strange_questions_get_a_page(stranger, browser_of, query):
    for name in ("list", "map"):
        answer = browser_of(stranger).get(address(name) + query)
        assert answer.status_code == 200
        assert "mary.mensah" not in words(answer)


def test_loading_reference_data_needs_a_post(administrator, stranger, browser_of):
    assert browser_of(administrator).get(address("reference")).status_code == 405
    assert browser_of(stranger).post(address("reference")).status_code == 403
    assert browser_of(administrator).post(address("reference")).status_code == 302
    assert Party.objects.filter(name="ENFSI").exists()


def test_a_membership_is_added_and_ended(house, administrator, browser_of):
    browser = browser_of(administrator)
    data = {"of": str(house.network.pk), "role": "observer", "since": "2020-01-01"}
    assert browser.post(address("add-membership", house.laboratory.pk), data).status_code == 302
    membership = Membership.objects.get(member=house.laboratory, of=house.network)
    assert browser.post(address("end-membership", membership.pk), {"on": "2021-01-01"}).status_code == 302
    assert "Earlier memberships" in words(browser.get(address("entry", house.laboratory.pk)))


def test_contacts_and_scopes_by_forms(house, keeper, browser_of):
    browser, key = browser_of(keeper), house.institute.pk
    assert browser.post(address("add-contact", key), {"function": "Office"}).status_code == 422
    assert browser.post(address("add-contact", key), {"function": "Office", "phone": "+233 20 123"}).status_code == 302
    contact = ContactPoint.objects.get()
    assert browser.post(address("remove-contact", contact.pk)).status_code == 200
    assert browser.post(address("remove-contact", contact.pk), {"confirmed": "yes"}).status_code == 302
    data = {"standard": "ISO/IEC 17025", "body": "GhAS", "until": "2020-01-31"}
    assert browser.post(address("add-scope", key), data).status_code == 302
    assert "Expired on" in words(browser.get(address("entry", key)))
    scope = AccreditedScope.objects.get()
    assert browser.post(address("withdraw-scope", scope.pk), {"on": "2019-01-31"}).status_code == 302
    assert "Withdrawn on" in words(browser.get(address("entry", key)))


@pytest.mark.parametrize("more", [0, 40])
@pytest.mark.parametrize(("page", "most"), [("list", 8), ("map", 8)])
def test_pages_take_the_same_number_of_queries_however_much_there_is(
    administrator, browser_of, django_assert_num_queries, page, most, more
):
    for number in range(more + 26):
        party = services.register_entry(administrator, kind="laboratory", name=f"Laboratory {number}")
        services.edit_profile(administrator, party.pk, ProfileValues(latitude=1.0, longitude=1.0, disciplines=("dna",)))
    browser = browser_of(administrator)
    with django_assert_num_queries(most):
        browser.get(address(page))


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ANALYST])
def test_the_page_says_that_personal_contacts_are_kept_back(described, house, browser_of, role):
    shown = words(browser_of(house.actor("Ann", house.laboratory, role)).get(address("entry", described.pk)))
    assert "mary.mensah" not in shown
    assert "not shown in your role" in shown


def test_an_administrator_registers_a_part_and_ends_it(house, browser_of):
    admin = house.person("Ada", house.institute, Role.ADMINISTRATOR)
    browser = browser_of(admin)
    entry = browser.get(address("entry", house.institute.pk))
    assert address("register-part", house.institute.pk) in words(entry)
    assert reverse("accounts:people", args=[house.institute.pk]) in words(entry)
    given = {"kind": "laboratory", "name": "Toxicology", "short_name": "", "country": "GH"}
    refused = browser.post(address("register-part", house.institute.pk), {**given, "kind": "network"})
    assert refused.status_code == 422
    browser.post(address("register-part", house.institute.pk), given)
    made = Party.objects.get(name="Toxicology")
    assert Membership.objects.get(member=made).of == house.institute
    assert browser.post(address("end", made.pk), {"on": "not a day"}).status_code == 422
    assert browser.post(address("end", made.pk), {"on": "2030-01-01"}).status_code == 302
    made.refresh_from_db()
    assert made.ended_on.isoformat() == "2030-01-01"
    assert address("end", made.pk) not in words(browser.get(address("entry", made.pk)))


def test_who_administers_nothing_sees_neither_people_nor_the_end(house, browser_of):
    analyst = house.person("Mei", house.second_laboratory, "analyst")
    browser = browser_of(analyst)
    page = words(browser.get(address("entry", house.institute.pk)))
    for name in ("register-part", "end"):
        assert address(name, house.institute.pk) not in page
        assert browser.get(address(name, house.institute.pk)).status_code in {403, 404}
        assert browser.post(address(name, house.institute.pk), {"on": "2030-01-01"}).status_code in {403, 404}
    assert reverse("accounts:people", args=[house.institute.pk]) not in page
