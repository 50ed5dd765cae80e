"""Pages: the whole way of a report without a script, what each role sees, drawings and photographs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.domains.substances import services
from comity.domains.substances.models import Report, Substance
from comity.kernel.handling.label import Label, Tlp
from comity.kernel.tables.reading import read_table

FORM = {
    "kind": "seizure",
    "own_reference": "N-9",
    "happened_on": "2026-05-17",
    "precision": "day",
    "country": "NL",
    "quantity": "2,5",
    "unit": "kg",
    "found-TOTAL_FORMS": "1",
    "found-INITIAL_FORMS": "0",
    "found-0-as_reported": "Kokain",
    "found-0-is_main": "on",
    "found-0-confidence": "probable",
    "found-0-purity": "62,5",
}


def confirmed(choice):
    return FORM | {"found-0-confirmed": str(choice), "found-0-confirmed_for": "Kokain"}


def test_a_name_is_confirmed_before_anything_is_kept(browser_of, analyst, cocaine):
    client = browser_of(analyst)
    asked = client.post("/substances/reports/new/", FORM)
    assert asked.status_code == 422
    assert f'value="{cocaine.pk}"' in asked.content.decode()
    assert not Report.objects.exists()
    kept = client.post("/substances/reports/new/", confirmed(cocaine.pk))
    made = Report.objects.get()
    assert kept.url == f"/substances/reports/{made.pk}/"
    assert (made.analyses.get().substance, made.analyses.get().purity, made.kilograms) == (cocaine, 0.625, 2.5)


def test_a_choice_for_another_text_does_not_count(browser_of, analyst, cocaine):
    sent = confirmed(cocaine.pk) | {"found-0-as_reported": "Caffeine"}
    assert browser_of(analyst).post("/substances/reports/new/", sent).status_code == 422
    assert not Report.objects.exists()


def test_what_is_in_no_register_becomes_an_unknown(browser_of, analyst):
    browser_of(analyst).post("/substances/reports/new/", confirmed("unknown"))
    made = Report.objects.get().analyses.get()
    assert (made.substance.state, made.as_reported) == ("provisional", "Kokain")


def test_a_report_that_is_refused_leaves_no_unknown(browser_of, analyst, report):
    sent = confirmed("unknown") | {"own_reference": report.own_reference}
    assert browser_of(analyst).post("/substances/reports/new/", sent).status_code == 422
    assert not Substance.objects.filter(state="provisional").exists()


def test_one_more_finding_keeps_what_was_typed(browser_of, analyst):
    page = browser_of(analyst).post("/substances/reports/new/", FORM | {"more": "1"})
    assert 'name="found-1-as_reported"' in page.content.decode()
    assert 'value="Kokain"' in page.content.decode()


def test_it_is_shown_who_receives_before_it_is_released(browser_of, manager, report, house):
    client, address = browser_of(manager), f"/substances/reports/{report.pk}/release/"
    label = {
        "tlp": "GREEN",
        "onward": "ask",
        "judicial_use": "with-permission",
        "permissible_actions": "CLEAR",
    }
    assert client.post(address, label | {"how": "release"}).status_code == 200
    report.refresh_from_db()
    assert report.released_at is None, "the audience was not shown yet"
    shown = client.post(address, label | {"how": "show"})
    seal = shown.context["shown"]
    assert "Everybody who acts" in shown.content.decode()
    other = client.post(address, label | {"tlp": "CLEAR", "how": "release", "shown": seal})
    assert other.status_code == 200, "another label is shown first"
    assert client.post(address, label | {"how": "release", "shown": seal}).status_code == 302
    report.refresh_from_db()
    assert (report.handling.tlp, report.released_at is not None) == (Tlp.GREEN, True)


def test_a_correction_starts_from_what_is_there(browser_of, analyst, report):
    client, address = browser_of(analyst), f"/substances/reports/{report.pk}/correct/"
    page = client.get(address).content.decode()
    assert 'value="2.5"' in page
    assert 'value="62"' in page
    assert "N-2026-17" in page


def test_the_drawing_is_inert(browser_of, analyst, cocaine):
    for theme in ("", "?dark"):
        answer = browser_of(analyst).get(f"/substances/{cocaine.pk}/structure.svg{theme}")
        drawn = answer.content.decode()
        assert answer["Content-Type"] == "image/svg+xml"
        assert "<path" in drawn
        assert not any(word in drawn for word in ("style=", "<script", "href", "class=", "<!"))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("shape", ["ids", "arq", "ewa", "ews"])
def test_exports_hold_what_the_reader_sees(browser_of, analyst, foreigner, report, shape, kind):
    address = f"/substances/reports/export/?shape={shape}&as={kind}"
    mine = browser_of(analyst).get(address)
    assert mine.status_code == 200
    theirs = browser_of(foreigner).get(address)
    if kind != "json":
        assert len(read_table(mine.content, "x").rows) > 0
        assert len(read_table(theirs.content, "x").rows) == 0
    else:
        assert b"Cocaine" in mine.content
        assert b"Cocaine" not in theirs.content


def test_the_annual_sum_counts_weight_once(browser_of, analyst, report, cocaine):
    rows = browser_of(analyst).get("/substances/reports/export/?shape=arq&as=json").json()["rows"]
    found = {row["Drug"]: (row["Number of seizures"], row["Kilogram equivalent"]) for row in rows}
    assert found == {"Cocaine": (1, 2.5), "Caffeine": (1, None)}


def test_an_import_is_checked_first(browser_of, analyst, cocaine):
    text = "kind,own_reference,happened_on,country,substance\nseizure,A-1,2026-05-17,NL,Cocaine\n"
    client = browser_of(analyst)
    checked = client.post(
        "/substances/reports/import/", {"file": SimpleUploadedFile("r.csv", text.encode()), "how": "check"}
    )
    assert checked.status_code == 200
    assert not Report.objects.exists()
    kept = {name: checked.context["form"].initial[name] for name in ("kept", "kept_name")}
    assert client.post("/substances/reports/import/", kept | {"how": "all"}).status_code == 302
    assert Report.objects.count() == 1


PAGES = (
    "/substances/",
    "/substances/?q=kokain&controlled=INT",
    "/substances/?format=csv",
    "/substances/shared-cas/",
    "/substances/unknown/",
    "/substances/{substance}/",
    "/substances/reports/",
    "/substances/reports/?substance={substance}&state=own",
    "/substances/reports/?state=waiting",
    "/substances/reports/new/?substance=cocain",
    "/substances/reports/import/",
    "/substances/reports/import/?template",
    "/substances/reports/export/",
    "/substances/reports/{report}/",
    "/substances/reports/{report}/correct/",
    "/substances/reports/{report}/release/",
    "/substances/reports/{report}/withdraw/",
    "/substances/comparability/",
    "/search/?q=kokain",
    "/",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens(browser_of, manager, report, cocaine, address):
    answer = browser_of(manager).get(address.format(substance=cocaine.pk, report=report.pk))
    assert answer.status_code == 200


@pytest.mark.parametrize("part", ["new/", "{}/names/", "{}/rename/", "{}/identify/", "{}/retract/", "{}/control/"])
def test_only_keepers_change_the_register(browser_of, keeper, manager, cocaine, part, settings):
    settings.SECOND_FACTOR_ROLES = frozenset()
    address = f"/substances/{part.format(cocaine.pk)}"
    assert browser_of(keeper).get(address).status_code == 200
    assert browser_of(manager).get(address).status_code in {403, 404}


def test_keepers_do_their_work_by_pages(browser_of, keeper, analyst, cocaine, settings):
    settings.SECOND_FACTOR_ROLES = frozenset()
    client = browser_of(keeper)
    unknown = services.register_unknown(analyst, "base peak 182")
    answer = client.post(
        f"/substances/{unknown.pk}/identify/",
        {"into": "cocaine", "reason": "by NMR", "effect_group": "not assigned", "version": unknown.version},
    )
    assert answer.url == f"/substances/{cocaine.pk}/"
    client.post(f"/substances/{unknown.pk}/retract/", {"reason": "wrong"})
    client.post(
        f"/substances/{cocaine.pk}/control/",
        {"instrument": "1961", "schedule": "I", "effective_from": "1964-12-13", "source": "decision"},
    )
    client.post(f"/substances/{cocaine.pk}/names/", {"name": "coke", "kind": "street"})
    page = client.get(f"/substances/{cocaine.pk}/").content.decode()
    assert "1961" in page
    assert "coke" in page


def test_a_visitor_is_asked_to_sign_in(client, report):
    assert client.get(f"/substances/reports/{report.pk}/").status_code == 302


def test_a_report_from_abroad_is_as_if_not_there(browser_of, foreigner, report, manager, house):
    address = f"/substances/reports/{report.pk}/"
    assert browser_of(foreigner).get(address).status_code == 404
    services.release_report(manager, report.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    shown = browser_of(foreigner).get(address)
    assert shown.status_code == 200
    assert "/correct/" not in shown.content.decode()
