"""Every page after the deadline, for everybody in whose role it is, and as nothing for the others."""

import pytest
from django.urls import reverse

from comity.domains.exercises.models import EvaluationRun
from comity.kernel.accounts.roles import Role
from tests.domains.exercises.closed import close_round_of, work


@pytest.fixture
def closed(house):
    return close_round_of(house)


def signed_in(client, actor):
    from comity.kernel.accounts.models import User

    client.force_login(
        User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_the_statistician_s_way(closed, client):
    browser = signed_in(client, closed.statistician)
    gates = reverse("outcome:gates", args=[closed.pk])
    assert b"Run the gates" in browser.get(gates).content
    browser.post(reverse("outcome:run_gates", args=[closed.pk]))
    assert b"Waiting for a free place" in browser.get(gates).content
    work()
    page = browser.get(gates)
    assert b"Waiting for a decision" in page.content
    ticked = [one.finding.number for one in page.context["waiting"]]
    answer = browser.post(gates, {"screening": page.context["screening"].pk, "findings": ticked, "action": "exclude"})
    assert answer.status_code == 422
    answer = browser.post(
        gates,
        {
            "screening": page.context["screening"].pk,
            "findings": ticked,
            "action": "exclude",
            "reason": "a slip, confirmed",
        },
    )
    assert answer.status_code == 302
    evaluation = reverse("outcome:evaluation", args=[closed.pk])
    assert b"Evaluate the round" in browser.get(evaluation).content
    browser.post(reverse("outcome:request_evaluation", args=[closed.pk]))
    work()
    page = browser.get(evaluation)
    assert b"<svg" in page.content
    run = EvaluationRun.objects.get()
    assert browser.get(reverse("outcome:scores", args=[run.pk])).status_code == 200
    document = browser.get(reverse("outcome:document", args=[run.pk]))
    assert document["Content-Disposition"].startswith("attachment")
    assert b"".join(document.streaming_content).startswith(b"{")
    for name in ("standard",):
        assert browser.get(reverse(f"outcome:{name}", args=[closed.pk])).status_code == 200


def test_the_laboratory_s_way(closed, client):
    closed.released()
    browser = signed_in(client, closed.person(3))
    for name in ("reports", "follow_ups", "performance"):
        assert browser.get(reverse(f"outcome:{name}")).status_code == 200
    page = browser.get(reverse("outcome:round", args=[closed.pk]))
    assert closed.code(3).encode() in page.content
    assert not any(closed.code(n).encode() in page.content for n in range(12) if n != 3)
    for file in page.context["reports"]:
        answer = browser.get(reverse("outcome:file", args=[file.pk]))
        assert (answer.status_code, int(answer["Content-Length"])) == (200, file.size)
        assert len(b"".join(answer.streaming_content)) == file.size
    browser.post(reverse("outcome:acknowledge", args=[page.context["notices"][0].pk]))
    laboratory = closed.laboratories[3].pk
    answer = browser.post(reverse("outcome:issue_statement", args=[closed.pk, laboratory]), {"language": "en"})
    page = browser.get(reverse("outcome:round", args=[closed.pk]))
    statement = page.context["statements"][0]
    pdf = browser.get(reverse("outcome:statement", args=[statement.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    client.logout()
    assert b"genuine" in client.get(reverse("outcome:check_statement", args=[statement.number])).content
    browser = signed_in(client, closed.person(3))
    case = browser.post(
        reverse("outcome:file_case", args=[closed.pk, laboratory]), {"kind": "appeal", "text": "We typed it rightly."}
    )
    assert case.status_code == 302
    follow_up = browser.get(reverse("outcome:follow_ups")).context["table"].page[0]
    address = reverse("outcome:follow_up", args=[follow_up.pk])
    assert browser.get(address).status_code == 200
    explained = {"state": "explained", "cause": "a slip", "version": 1}
    assert signed_in(client, closed.person(3, Role.ANALYST)).post(address, explained).status_code == 200
    assert signed_in(client, closed.person(3, Role.QUALITY_MANAGER)).post(address, explained).status_code == 302
    page = signed_in(client, closed.person(3, Role.ANALYST)).get(address).content
    assert all(part in page for part in (b"2026/1", f"{follow_up.score:.2f}".encode(), b"unsatisfactory", b"a slip"))
    assert b"<textarea" not in page, "an analyst reads what the manager wrote"
    watching = signed_in(client, closed.person(3, Role.OBSERVER))
    reports, round_ = reverse("outcome:reports"), reverse("outcome:round", args=[closed.pk])
    assert f'href="{reports}"'.encode() in watching.get("/").content
    assert round_.encode() in watching.get(reports).content
    page = watching.get(round_)
    assert page.status_code == 200
    assert page.context["summary"]
    assert not page.context["reports"]
    assert closed.code(3).encode() not in page.content
    browser = signed_in(client, closed.person(3))
    answer = browser.post(address, {"state": "closed", "cause": "a slip", "action": "two persons", "version": 2})
    assert answer.status_code == 302


def test_the_coordinator_s_way(closed, client):
    closed.decided().evaluated()
    browser = signed_in(client, closed.coordinator)
    address = reverse("outcome:release", args=[closed.pk])
    page = browser.get(address)
    version = page.context["form"].initial["version"]
    assert browser.post(address, {"version": version}).status_code == 302
    assert closed.fresh().state == "released"
    for name in ("evaluation", "cases", "regions", "standard", "gates"):
        assert browser.get(reverse(f"outcome:{name}", args=[closed.pk])).status_code == 200, name
    assert browser.get(reverse("outcome:standard", args=[closed.pk]) + "?format=csv")["Content-Type"].startswith(
        "text/csv"
    )


def test_who_organises_rounds_and_took_part_in_another_s_reads_its_regions(closed, client):
    closed.released()
    quality_manager = closed.person(0, Role.QUALITY_MANAGER)
    assert quality_manager.may_in_own_party("see organised rounds")
    page = signed_in(client, quality_manager).get(reverse("outcome:regions", args=[closed.pk]))
    assert page.status_code == 200
    assert "tabs" not in page.context or not page.context["tabs"]  # the organiser's pages stay the organiser's
