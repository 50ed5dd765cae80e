"""How a laboratory did in a round stands beside its result where it lets that be shown: pages and programs alike."""

import json

import pytest

from comity.domains.exercises import services as exercises
from comity.domains.substances import services
from comity.domains.substances.values import SubstanceValues
from comity.kernel.accounts.roles import Role
from comity.kernel.audit.models import AuditEntry
from comity.kernel.handling.label import Label, Tlp
from tests.domains.exercises.closed import close_round_of
from tests.domains.substances.cases import finding, seizure

SALT = SubstanceValues("Cocaine hydrochloride", smiles="COC(=O)C1C(OC(=O)c2ccccc2)CC2CCC1N2C.Cl")


@pytest.fixture
def round_of(house, settings, tmp_path):
    settings.DATA = tmp_path
    return close_round_of(house)


@pytest.fixture
def filed(analyst, manager, cocaine, caffeine, house):
    made = services.file_report(analyst, seizure(cocaine, caffeine))
    services.release_report(manager, made.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    return made


def shown(browser_of, actor, report):
    """What the page says of rounds, and what a program is told."""
    client = browser_of(actor)
    page = client.get(f"/substances/reports/{report.pk}/").content.decode()
    told = client.get(f"/api/v1/substances/reports/{report.pk}").json()["comparability"]
    return "In round" in page, told


def consent(browser_of, actor, answer):
    return browser_of(actor).post("/substances/comparability/", {"consents": answer})


def test_without_consent_nothing_is_shown_even_to_its_own(round_of, filed, browser_of, foreigner, analyst):
    round_of.released()
    for actor in (foreigner, analyst):
        assert shown(browser_of, actor, filed) == (False, [])


def test_with_consent_it_stands_beside_the_substance_and_goes_when_it_is_withdrawn(
    round_of, filed, browser_of, foreigner, manager, cocaine
):
    round_of.released()
    assert consent(browser_of, manager, "yes").status_code == 302
    there, told = shown(browser_of, foreigner, filed)
    assert there
    assert told
    of_cocaine = str(filed.analyses.get(substance=cocaine).pk)
    assert {one["finding"] for one in told} == {of_cocaine}, "none beside caffeine, of which there was no round"
    assert all(one["performance"] and one["round"] for one in told)
    assert any(one["score"].startswith("z") for one in told)
    assert consent(browser_of, manager, "no").status_code == 302
    assert shown(browser_of, foreigner, filed) == (False, [])
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"consent to comparability", "withdraw consent to comparability"}


def test_before_the_round_is_released_nothing_is_shown(round_of, filed, browser_of, foreigner, manager):
    consent(browser_of, manager, "yes")
    assert shown(browser_of, foreigner, filed) == (False, [])
    round_of.decided().evaluated()
    assert shown(browser_of, foreigner, filed) == (False, []), "evaluated is not released"
    exercises.release_round(round_of.coordinator, round_of.pk)
    assert shown(browser_of, foreigner, filed)[0]


def test_a_laboratory_without_a_round_shows_nothing(filed, browser_of, foreigner, manager):
    consent(browser_of, manager, "yes")
    assert shown(browser_of, foreigner, filed) == (False, [])


def test_the_salt_is_the_substance_of_the_round(round_of, keeper, analyst, manager, browser_of, foreigner, house):
    round_of.released()
    salt = services.register_substance(keeper, SALT)
    services.add_name(keeper, salt.parent_id, "Cocaine")
    made = services.file_report(analyst, seizure(analyses=(finding(salt),)))
    services.release_report(manager, made.pk, Label(Tlp.GREEN, str(house.laboratory.pk)))
    consent(browser_of, manager, "yes")
    assert shown(browser_of, foreigner, made)[0]


def test_whoever_may_not_see_the_report_sees_no_score(round_of, analyst, cocaine, manager, browser_of, foreigner):
    round_of.released()
    consent(browser_of, manager, "yes")
    hidden = services.file_report(analyst, seizure(cocaine, own_reference="N-88"))
    assert browser_of(foreigner).get(f"/substances/reports/{hidden.pk}/").status_code == 404
    assert browser_of(foreigner).get(f"/api/v1/substances/reports/{hidden.pk}").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_only_who_answers_for_the_laboratory_consents(house, browser_of, role):
    other = house.actor("Eve", house.laboratory, role)
    assert consent(browser_of, other, "yes").status_code == 403


def test_consent_by_program_is_by_a_person(house, browser_of, manager):
    answer = browser_of(manager).put(
        f"/api/v1/substances/comparability/{house.laboratory.pk}",
        json.dumps({"consents": True}),
        content_type="application/json",
    )
    assert answer.status_code == 204


def test_the_page_of_consent_is_found_from_the_reports(browser_of, manager, analyst):
    assert "/substances/comparability/" in browser_of(manager).get("/substances/reports/").content.decode()
    assert "/substances/comparability/" not in browser_of(analyst).get("/substances/reports/").content.decode()
