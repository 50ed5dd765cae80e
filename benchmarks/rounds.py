"""A round of 300 laboratories after its deadline: evaluation and all reports in the background, pages meanwhile.

The benchmark makes its own node in a folder that goes away; a worker of its own does what is requested, and ends by
itself. Pages are asked for in this process, before, during and after the work: server time and bytes of the answer.
A server with its usual number of processes runs too and answers meanwhile, because memory is that of the whole node:
server, worker and whatever they start.
"""

from __future__ import annotations

import gzip
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from benchmarks.measure import Bar, report
from benchmarks.memory import watched
from benchmarks.submissions import free_port

LABORATORIES = 300
MOST_SECONDS, MOST_MILLISECONDS, MOST_BYTES, MOST_MEGABYTES = 180.0, 150.0, 150_000, 400.0
TRUE = {("A", "cocaine"): 45.0, ("A", "levamisole"): 6.0, ("B", "cocaine"): 71.0, ("B", "levamisole"): 3.0,
        ("C", "heroin"): 24.0, ("C", "morphine"): 2.3, ("D", "mdma"): 33.0, ("E", "mdma"): 61.0}  # fmt: skip


def main() -> int:
    """Evaluate and report once, then look at the pages."""
    with node() as environment, site(environment) as site_pid:
        made = prepare()
        bars = [*look(made, "before"), *work(made, environment, site_pid), *look(made, "after")]
    return report(f"A round of {LABORATORIES} laboratories with {len(TRUE)} items and measurands", bars)


@contextmanager
def node(folder: str = "") -> Iterator[dict[str, str]]:
    """A node in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as temporary:
        settings = {
            "COMITY_SECOND_FACTOR": "none",
            "COMITY_DATA": folder or temporary,
            "DJANGO_SETTINGS_MODULE": "comity.config.settings",
        }
        os.environ.update(settings)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        yield {**os.environ, **settings}


@contextmanager
def site(environment: dict[str, str]) -> Iterator[int]:
    """The node's own server as it is started in use, answering now and then; the number of its process."""
    port = free_port()
    command = [sys.executable, "-m", "comity.cli.main", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ended = threading.Event()
    visits = threading.Thread(target=_visit, args=(f"http://127.0.0.1:{port}/account/login/", ended), daemon=True)
    visits.start()
    try:
        yield process.pid
    finally:
        ended.set()
        visits.join()
        process.terminate()
        process.wait(30)


def _visit(address: str, ended: threading.Event) -> None:
    while not ended.wait(0.2):
        with suppress(OSError), urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own
            answer.read()


def prepare(laboratories: int = LABORATORIES) -> SimpleNamespace:
    """An organiser with its people, laboratories with results, and a round that has just been closed."""
    from django.conf import settings

    settings.MAIL_BESIDE_REQUESTS = False
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    from comity.domains.exercises import services
    from comity.domains.exercises.models import Round
    from comity.kernel.parties.models import Party

    organiser = Party.objects.create(kind="organisation", name="Secretariat of the network")
    coordinator, statistician = _person("Cora", organiser, "coordinator"), _person("Stan", organiser, "statistician")
    scheme = services.create_scheme(coordinator, organiser.pk, title="Seized drugs")
    from comity.base.clock import now

    chosen = services.RoundSettings(deadline=now() + timedelta(days=1), title="Spring round")
    round_ = services.create_round(coordinator, scheme.pk, code="2026/1", settings=chosen)
    services.save_plan(coordinator, round_.pk, _plan(), version=round_.version)
    services.freeze_plan(coordinator, round_.pk)
    services.open_round(coordinator, round_.pk)
    parties = _laboratories(round_, laboratories)
    Round.objects.filter(pk=round_.pk).update(deadline=now() - timedelta(hours=1))
    services.close_round(coordinator, round_.pk)
    people = [_person("Lena", parties[0], "laboratory_manager"), _person("Quentin", parties[0], "quality_manager")]
    return SimpleNamespace(
        pk=round_.pk, coordinator=coordinator, statistician=statistician, manager=people[0], quality=people[1]
    )


def work(made: SimpleNamespace, environment: dict[str, str], site_pid: int) -> list[Bar]:
    """Gates, decisions, evaluation, reports: by a worker, while pages are asked for."""
    from comity.domains.exercises.models import EvaluationRun, Screening
    from comity.domains.exercises.services.evaluations import request_evaluation
    from comity.domains.exercises.services.gates import decide_gate, request_screening

    screening = request_screening(made.statistician, made.pk)
    seconds_gates, _ = _worked(made, environment)
    screening = Screening.objects.get(pk=screening.pk)
    asked = [n for n, one in enumerate(screening.findings) if one["gate"] not in {"bimodality", "method_effect"}]
    if asked:
        why = "decided for the benchmark"
        decide_gate(made.coordinator, made.pk, screening_id=screening.pk, findings=asked, action="exclude", reason=why)
    run = request_evaluation(made.statistician, made.pk)
    with watched(site_pid, os.getpid()) as whole, watched(site_pid) as server:
        whole.without = {os.getpid()}  # this process asks, and is no part of the node; the worker is its child
        seconds, pages = _worked(made, environment)
    run = EvaluationRun.objects.get(pk=run.pk)
    processor = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"gates: {seconds_gates:.0f} s, {len(asked)} findings; evaluation {run.state}, {run.files.count()} files; "
        f"{processor.ru_utime + processor.ru_stime:.0f} s of processor time for both; memory: server at most "
        f"{server.most:.0f} MB, the largest process {whole.most_of_one:.0f} MB, all {whole.processes} together "
        f"{whole.most:.0f} MB"
    )
    if run.state != "done":
        print(run.error, file=sys.stderr)
    slowest = max(pages) if pages else float("inf")
    return [
        Bar("evaluation and all reports", seconds if run.state == "done" else float("inf"), MOST_SECONDS, "s"),
        Bar("memory of the whole node, at most", whole.most, MOST_MEGABYTES, "MB"),
        Bar("a page meanwhile, median", statistics.median(pages) if pages else float("inf"), MOST_MILLISECONDS, "ms"),
        Bar("a page meanwhile, slowest", slowest, 10 * MOST_MILLISECONDS, "ms"),
    ]


def look(made: SimpleNamespace, when: str) -> list[Bar]:
    """Server time and size of the pages of the round."""
    from django.urls import reverse

    bars = []
    pages: dict[str, Any] = {"gates": made.statistician, "evaluation": made.coordinator, "standard": made.coordinator}
    for name, actor in {"round": made.coordinator, **pages}.items():
        address = reverse(f"exercises:{name}" if name == "round" else f"outcome:{name}", args=[made.pk])
        get = _browser(actor, address)
        answer = get()
        bars.append(Bar(f"{name} page {when}: status", answer.status_code, 200, ""))
        bars.append(Bar(f"{name} page {when}: server time", _milliseconds(get), MOST_MILLISECONDS, "ms"))
        size = len(gzip.compress(answer.content))
        bars.append(Bar(f"{name} page {when}: bytes sent, compressed", size, MOST_BYTES, "B"))
    return bars


def _worked(made: SimpleNamespace, environment: dict[str, str]) -> tuple[float, list[float]]:
    """How long the worker took, and how long a page took meanwhile."""
    from django.urls import reverse

    started = time.perf_counter()
    command = [sys.executable, "-m", "comity.cli.main", "worker", "--batch"]
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    get, pages = _browser(made.coordinator, reverse("outcome:evaluation", args=[made.pk])), []
    get()
    while worker.poll() is None:
        pages.append(_once(get))
        time.sleep(0.5)
    return time.perf_counter() - started, pages


def _browser(actor: Any, address: str) -> Callable[[], Any]:
    from django.test import Client

    from comity.kernel.accounts.models import User

    client = Client()
    user = User.objects.get(pk=actor.user_id)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return lambda: client.get(address)


def _milliseconds(get: Callable[[], Any]) -> float:
    return statistics.median(_once(get) for _ in range(7))


def _once(get: Callable[[], Any]) -> float:
    started = time.perf_counter()
    get()
    return (time.perf_counter() - started) * 1000


def _person(name: str, party: Any, role: str) -> Any:
    from allauth.account.models import EmailAddress

    from comity.base.clock import now
    from comity.kernel.accounts.authentication import actor_for
    from comity.kernel.accounts.models import Assignment, User
    from comity.kernel.parties.models import Party

    person = Party.objects.create(kind="person", name=name)
    user = User(email=f"{name.lower()}@example.org", person=person, joined_at=now())
    user.set_password("correct horse battery staple")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    since = now() - timedelta(days=1)
    return actor_for(Assignment.objects.create(user=user, party=party, role=role, since=since), via="page")


def _plan() -> dict[str, Any]:
    substances = list(dict.fromkeys(measurand for _, measurand in TRUE))
    items = list(dict.fromkeys(item for item, _ in TRUE))
    return {
        "format": "comity-exercise-plan/1",
        "exercise": {"scheme": "s", "round": "r", "seed": 7, "invented": True},
        "items": [{"code": code, "matrix": "powder" if code < "D" else "tablet"} for code in items],
        "measurands": [
            {"code": code, "title": code.title(), "substance": code, "unit": "g/100 g", "form": "base"}
            for code in substances
        ],
        "evaluations": [
            {"item": item, "measurand": measurand, "sigma_pt": {"route": "perception", "value": 0.03 * value}}
            for (item, measurand), value in TRUE.items()
        ],
    }


def _laboratories(round_: Any, number: int) -> list[Any]:
    """Enrolled, with a code and results; as bulk, because this is not what is measured."""
    import numpy as np

    from comity.base.clock import now
    from comity.domains.exercises.models import Enrolment, ParticipantCode, Submission
    from comity.kernel.parties.models import Party

    noise = np.random.Generator(np.random.PCG64(3))
    countries = ("GH", "KE", "NL", "FR", "BR", "JP", "AU", "ZA", "DE", "IN")
    parties = [
        Party(kind="laboratory", name=f"Forensic Laboratory {n:03d}", country=countries[n % 7 if n % 11 else 9])
        for n in range(number)
    ]
    Party.objects.bulk_create(parties)
    at = now()
    shared = {"round": round_, "state": "enrolled", "created_at": at, "changed_at": at, "enrolled_at": at}
    Enrolment.objects.bulk_create(Enrolment(laboratory=party, **shared) for party in parties)
    letters = "BCDFGHJKLMNPQRSTVWXZ"
    codes = [
        ParticipantCode(
            round=round_, laboratory=party, code=f"{letters[n % 20]}{letters[n // 20]}{n * 7919 % 9973:04d}"
        )
        for n, party in enumerate(parties)
    ]
    ParticipantCode.objects.bulk_create(codes)
    Submission.objects.bulk_create(
        Submission(
            code=code,
            version=1,
            rows=_rows(n, noise),
            submitted_at=at - timedelta(days=1),
            nominated=True,
            receipt_digest=f"{n:064x}",
            source="page",
        )
        for n, code in enumerate(codes)
    )
    return parties


def _rows(number: int, noise: Any) -> list[dict[str, str]]:
    """Results with a spread of three per cent; the first laboratory slips by a decimal place, a few measure badly."""
    rows = []
    for (item, measurand), true in TRUE.items():
        value = true * (1 + 0.03 * noise.normal() * (4 if number % 37 == 5 else 1))
        if number == 0 and (item, measurand) == ("A", "cocaine"):
            value *= 10
        technique = ("GC-FID", "GC-MS", "HPLC-UV", "LC-MS/MS")[number % 4]
        usual = {"unit": "g/100 g", "form": "base", "uncertainty": f"{0.06 * true:.2f}", "coverage_factor": "2"}
        rows.append({"item": item, "measurand": measurand, "result": f"{value:.2f}", "technique": technique, **usual})
    return rows


if __name__ == "__main__":
    sys.exit(main())
