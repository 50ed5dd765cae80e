"""The last minute of a round: 300 laboratories hand in 300 submissions from 50 clients, on SQLite and PostgreSQL.

The benchmark starts its own server on loopback, in a folder that goes away, with files synced to disk as in use, and
ends only what it started. First the submissions arrive spread at random over 50 seconds; then, as a rush, all at once.
Each is retried with its key when the connection breaks, and afterwards every receipt is looked for in the database.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Bar, report

LABORATORIES, CLIENTS = 300, 50
SPREAD = 50.0  # seconds over which the first 300 arrive
LONGEST_START = 60.0
WITHIN, AT_MOST = 60.0, 500.0  # seconds for all; milliseconds for 95 of 100

ROWS = [
    {"item": item, "measurand": "cocaine", "result": "45,2", "unit": "g/100 g", "form": "base", "uncertainty": "1,1",
     "coverage_factor": "2", "technique": "GC-FID", "method": "In-house method 12, calibrated with five levels."}
    for item in "ABCDEFGHIJ"
]  # fmt: skip
PLAN = """
format = "comity-exercise-plan/1"
[exercise]
scheme = "Benchmark"
round = "2026/1"
[[measurands]]
code = "cocaine"
unit = "g/100 g"
form = "base"
""" + "".join(
    f'[[items]]\ncode = "{item}"\n[[evaluations]]\nitem = "{item}"\nmeasurand = "cocaine"\n'
    'assigned_value = { route = "formulation", value = 45.0, standard_uncertainty = 0.2 }\n'
    'sigma_pt = { route = "perception", value = 1.0 }\n'
    for item in "ABCDEFGHIJ"
)


@dataclass
class Rush:
    """What 300 submissions took."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 were acknowledged."""
        return statistics.quantiles(self.milliseconds, n=20)[-1] if len(self.milliseconds) > 1 else float("inf")


def main() -> int:
    """SQLite, then PostgreSQL where its wheel is installed."""
    bars = []
    for name, database in (("SQLite", contextlib.nullcontext("")), ("PostgreSQL", postgresql())):
        bars += measured(name, database)
    return report("300 submissions from 50 clients", bars)


def measured(name: str, database: contextlib.AbstractContextManager[str]) -> list[Bar]:
    """The bars of one database."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="comity-bench-")))
        address = stack.enter_context(database)
        settings = {"COMITY_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "comity.config.settings"}
        environment = {**os.environ, **settings, **({"COMITY_DATABASE": address} if address else {})}
        tokens = json.loads(own("prepare", environment))
        port = free_port()
        stack.enter_context(server(port, environment, folder))
        hand_in(port, tokens[:4], spread=0.0, turn="warm")  # the first requests import the code
        calm = hand_in(port, tokens, spread=SPREAD, turn="calm")
        rush = hand_in(port, tokens, spread=0.0, turn="rush")
        acknowledged = calm.digests + rush.digests
        missing = int(own("missing", environment, json.dumps(acknowledged)))
    lost = missing + len(calm.failures) + len(rush.failures)
    for failure in (calm.failures + rush.failures)[:3]:
        print(f"{name}: {failure}", file=sys.stderr)
    for turn, took in (("spread", calm), ("at once", rush)):
        middle, slowest = statistics.median(took.milliseconds), max(took.milliseconds)
        print(
            f"{name}, {turn}: median {middle:.0f} ms, 95 of 100 within {took.p95:.0f} ms, slowest {slowest:.0f} ms, "
            f"{LABORATORIES / took.seconds:.0f} per second"
        )
    return [
        Bar(f"{name}: lost or refused, of {2 * LABORATORIES}", lost, 0, ""),
        Bar(f"{name}: all {LABORATORIES}, spread over {SPREAD:.0f} s", calm.seconds, WITHIN, "s"),
        Bar(f"{name}: 95 of 100 acknowledged, spread over {SPREAD:.0f} s", calm.p95, AT_MOST, "ms"),
        Bar(f"{name}: all {LABORATORIES}, at once from {CLIENTS} clients", rush.seconds, WITHIN, "s"),
    ]


def hand_in(port: int, tokens: list[list[str]], *, spread: float, turn: str) -> Rush:
    """Every laboratory submits once; each client keeps its connection."""
    rush, lock, local, dice = Rush(), threading.Lock(), threading.local(), random.Random(7)  # noqa: S311 - arrivals, not secrets
    begin = time.monotonic()
    due = sorted(dice.uniform(0, spread) for _ in tokens)

    def one(place: int) -> None:
        time.sleep(max(0.0, begin + due[place] - time.monotonic()))
        started = time.perf_counter()
        status, answer = send(local, port, tokens[place], f"{turn}-{place}")
        took = (time.perf_counter() - started) * 1000
        with lock:
            rush.milliseconds.append(took)
            if status == 201:
                rush.digests.append(json.loads(answer)["receipt_digest"])
            else:
                rush.failures.append(f"{status} {answer[:200]!r}")

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(one, range(len(tokens))))
    rush.seconds = time.monotonic() - begin
    return rush


def send(local: threading.local, port: int, token: list[str], key: str) -> tuple[int, bytes]:
    """One submission; tried again with the same key when the connection breaks."""
    secret, entry = token
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": key}
    body = json.dumps({"rows": ROWS, "comment": key})
    for _ in range(3):
        connection = getattr(local, "connection", None) or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        local.connection = connection
        try:
            connection.request("POST", f"/api/v1/exercises/entries/{entry}/submissions", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            local.connection = None
    return 0, b"no connection"


@contextlib.contextmanager
def server(port: int, environment: dict[str, str], folder: Path) -> Iterator[None]:
    """The node's own server with two workers; ended by the process that was started, and no other."""
    program = str(Path(sys.executable).parent / "granian")
    workers = ["--workers", "2", "--blocking-threads", "2", "--no-ws"]
    place = ["--host", "127.0.0.1", "--port", str(port)]
    command = [program, "--interface", "wsgi", *workers, *place, "comity.config.wsgi:application"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_for(port, process, folder / "server.log")
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers."""
    limit = time.monotonic() + LONGEST_START
    while time.monotonic() < limit and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/api/v1/version")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A private server that syncs to disk, reached by a socket."""
    from tests.postgresql import run

    folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "comity", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c max_connections=50"
        run("pg_ctl", "-D", data, "-w", "-s", "-o", options, "-l", str(folder / "log"), "start")
        try:
            if has_no_database(folder):
                run("createdb", "-h", str(folder), "-U", "comity", "comity")
            yield f"postgresql://comity@{str(folder).replace('/', '%2F')}/comity"
        finally:
            run("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def has_no_database(folder: Path) -> bool:
    """Whether the server has only what it was made with."""
    import psycopg

    with psycopg.connect(host=str(folder), user="comity", dbname="postgres") as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = 'comity'").fetchone() is None


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own(verb: str, environment: dict[str, str], given: str = "") -> str:
    """One of the verbs below, in a process of its own that knows the database."""
    command = [sys.executable, "-m", "benchmarks.submissions", verb]
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.splitlines()[-1]


def prepare() -> None:
    """A database with 300 laboratories in an open round, an analyst with a token each; prints token and entry."""
    import secrets
    from datetime import timedelta

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from comity.base.clock import now
    from comity.domains.exercises.models import Enrolment, ParticipantCode, Round, Scheme
    from comity.domains.exercises.plan import plan_to_data, read_plan
    from comity.kernel.accounts.authentication import TOKEN_MARK, digest
    from comity.kernel.accounts.models import ApiToken, Assignment, User
    from comity.kernel.parties.models import Party

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    at, made = now(), []
    with transaction.atomic():
        organiser = Party.objects.create(kind="network", name="Network")
        scheme = Scheme.objects.create(organiser=organiser, title="Benchmark", created_at=at)
        round_ = Round.objects.create(
            scheme=scheme, code="2026/1", state="open", plan=plan_to_data(read_plan(PLAN.encode(), "plan.toml")),
            plan_digest="d" * 64, plan_frozen_at=at, created_at=at, deadline=at + timedelta(hours=1),
        )  # fmt: skip
        for number in range(LABORATORIES):
            laboratory = Party.objects.create(kind="laboratory", name=f"Laboratory {number}")
            person = Party.objects.create(kind="person", name=f"Analyst {number}")
            user = User.objects.create(email=f"analyst{number}@example.org", person=person, joined_at=at)
            assignment = Assignment.objects.create(user=user, party=laboratory, role="analyst", since=at)
            enrolment = Enrolment.objects.create(
                round=round_, laboratory=laboratory, state="enrolled", created_at=at, changed_at=at, enrolled_at=at
            )
            ParticipantCode.objects.create(round=round_, laboratory=laboratory, code=f"B{number:05}")
            secret = TOKEN_MARK + secrets.token_urlsafe(32)
            ApiToken.objects.create(
                assignment=assignment, name="b", scopes=["results:read", "results:write"], prefix=secret[:15],
                secret_hash=digest(secret), created_at=at, expires_at=at + timedelta(hours=2),
            )  # fmt: skip
            made.append([secret, str(enrolment.pk)])
    print(json.dumps(made))


def missing() -> None:
    """How many of the acknowledged receipts (standard input) are not on record."""
    import django

    django.setup()
    from comity.domains.exercises.models import Submission

    print(len(set(json.loads(sys.stdin.read())) - set(Submission.objects.values_list("receipt_digest", flat=True))))


if __name__ == "__main__":
    verbs = {"prepare": prepare, "missing": missing}
    if sys.argv[1:] and sys.argv[1] in verbs:
        verbs[sys.argv[1]]()
    else:
        sys.exit(main())
