"""Control schedules from a file: date and source demanded, good rows kept, each fault with its place."""

from datetime import date

import pytest

from comity.base.errors import NotAllowedError
from comity.domains.substances import services
from comity.domains.substances.models import ControlStatus
from comity.domains.substances.queries.register import controls_on
from comity.kernel.audit.models import AuditEntry
from comity.kernel.tables import PlacedError

HEAD = "substance,instrument,country,schedule,effective_from,until,source\n"
GOOD = HEAD + (
    "Cocaine,Invented Convention,,I,1990-01-31,,Invented list of 1990\n"
    "ZPUCINDJVBIVPJ-UHFFFAOYSA-N,Invented Act,nl,List A,2001-05-01,2010-12-31,Invented Gazette of 2001\n"
)


def take(keeper, text, **more):
    return services.import_schedules(keeper, text.encode(), "lists.csv", **more)


def test_rows_are_kept_by_instrument_country_and_day(keeper, cocaine):
    outcome = take(keeper, GOOD)
    assert (outcome.created, outcome.faults, outcome.kept) == (2, [], True)
    held = {(one.instrument, one.country, one.schedule, one.source) for one in ControlStatus.objects.all()}
    assert ("Invented Act", "NL", "List A", "Invented Gazette of 2001") in held
    assert [one.schedule for one in controls_on(cocaine.pk, date(1995, 1, 1))] == ["I"]
    assert AuditEntry.objects.filter(verb="record control status").count() == 1


def test_a_newer_edition_corrects_and_the_same_changes_nothing(keeper, cocaine):
    take(keeper, GOOD)
    again = take(keeper, GOOD)
    assert (again.created, again.corrected, again.same, again.kept) == (0, 0, 2, False)
    newer = take(keeper, GOOD.replace(",I,", ",II,"))
    assert (newer.created, newer.corrected, newer.same) == (0, 1, 1)
    assert ControlStatus.objects.get(instrument="Invented Convention").schedule == "II"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("Cocaine,Convention,,I,,,List", "date-missing", "effective_from"),
        ("Cocaine,Convention,,I,31.1.1990,,List", "date-wrong", "effective_from"),
        ("Cocaine,Convention,,I,1990-01-31,,", "source-missing", "source"),
        ("Cocain powder,Convention,,I,1990-01-31,,List", "substance-unconfirmed", "substance"),
        (",Convention,,I,1990-01-31,,List", "substance-unconfirmed", "substance"),
        ("Cocaine,,,I,1990-01-31,,List", "control-incomplete", "instrument"),
        ("Cocaine,Convention,,,1990-01-31,,List", "control-incomplete", "schedule"),
        ("Cocaine,Convention,ZZ,I,1990-01-31,,List", "country-unknown", "country"),
        ("Cocaine,Convention,,I,1990-01-31,1980-01-01,List", "dates-reversed", "until"),
    ],
)
def test_each_fault_has_its_place_and_the_good_row_is_kept(keeper, cocaine, row, code, column):
    outcome = take(keeper, GOOD + row + "\n")
    (fault,) = outcome.faults
    assert (fault.code, fault.place.row, fault.place.column) == (code, 4, column)
    assert fault.remedy is not None
    assert ControlStatus.objects.count() == 2


def test_a_source_for_the_whole_file(keeper, cocaine):
    text = "substance,instrument,schedule,effective_from\nCocaine,Invented Convention,I,1990-01-31\n"
    assert take(keeper, text).faults[0].code == "source-missing"
    assert take(keeper, text, source="Invented list, 3rd edition, 2020").created == 1
    assert ControlStatus.objects.get().source == "Invented list, 3rd edition, 2020"


def test_a_trial_keeps_nothing(keeper, cocaine):
    outcome = take(keeper, GOOD, dry_run=True)
    assert (outcome.created, outcome.kept) == (2, False)
    assert not ControlStatus.objects.exists()
    assert not AuditEntry.objects.filter(verb="record control status").exists()


def test_a_column_that_is_missing_is_named(keeper):
    with pytest.raises(PlacedError, match="effective_from"):
        take(keeper, "substance,instrument,schedule\nCocaine,X,I\n")


def test_only_who_keeps_the_register(analyst, cocaine):
    with pytest.raises(NotAllowedError):
        take(analyst, GOOD)


def test_by_page_checked_first(browser_of, keeper, analyst, cocaine):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, page = browser_of(keeper), "/substances/schedules/import/"
    assert b"effective_from" in client.get(page + "?template").content
    checked = client.post(page, {"file": SimpleUploadedFile("s.csv", GOOD.encode()), "how": "check"})
    assert checked.status_code == 200
    assert not ControlStatus.objects.exists()
    kept = {name: checked.context["form"].initial[name] for name in ("kept", "kept_name")}
    assert client.post(page, kept | {"how": "all"}).status_code == 302
    assert ControlStatus.objects.count() == 2
    shown = client.get(f"/substances/{cocaine.pk}/").content.decode()
    assert "Invented list of 1990" in shown
    bad = client.post(page, {"file": SimpleUploadedFile("s.csv", (HEAD + "x,y,,z,,,\n").encode()), "how": "good"})
    assert "schedule file" not in bad.content.decode()
    assert bad.context["faults"]
    assert browser_of(analyst).get(page).status_code == 403


def test_by_program(browser_of, keeper, cocaine):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(query):
        file = SimpleUploadedFile("s.csv", GOOD.encode())
        return browser_of(keeper).post(f"/api/v1/substances/schedules/import{query}", {"file": file})

    assert send("").json()["kept"] is False
    answer = send("?dry_run=false")
    assert (answer.status_code, answer.json()["created"]) == (200, 2)
