"""`comity demo`, after its reports: two nodes that exchange a round, and a site to sign in to at each of them.

The site is filled by another process into a folder beside the final one, which it becomes when it is whole: a start
that was cut off leaves nothing half-made. A second start finds it and takes seconds. Beside it stands the node of a
partner, whose laboratory takes part in a round of the first; that the plan was fixed beforehand, one file proves.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import comity
from comity.base.errors import ConflictError, MissingToolError
from comity.base.messages import Message, message
from comity.cli.demonstration.pair import Found, Proof, exchange_round, exchange_unknown, introduce, two_nodes
from comity.cli.verbs import add_option

CONTEXT = "demo"
SITE, PARTNER = "site", "partner"
BUNDLE = "plan.bundle.json"
ABOUT = "demonstration.json"
MADE_BY = 4  # grows when the demonstration changes, so that an old one is made anew
HOST = "127.0.0.1"
DATABASE = "comity.sqlite3"
START = (sys.executable, "-m", "comity.cli.main")


def add_site(verbs: Any, language: str) -> None:
    """Let the verb `demo` serve a site after it has written its reports."""
    demo: argparse.ArgumentParser = verbs.choices["demo"]
    add_option(
        demo, "--no-serve", message(CONTEXT, "Stop after the reports; serve no site."), language, action="store_true"
    )
    add_option(demo, "--port", message(CONTEXT, "Port of the site."), language, type=int, default=8000)
    demo.set_defaults(run=run_demo, write_reports=demo.get_default("run"))


def run_demo(arguments: argparse.Namespace) -> int:
    """Reports, then the site; with a site that is there already, only the site."""
    out = arguments.out.resolve()
    site = out / SITE
    if not arguments.no_serve:
        _require_free(arguments.port)
        _require_free(arguments.port + 1)
        if _about(site) is not None:
            return _serve(site, arguments)
    with _set_aside(site), _set_aside(out / PARTNER), _set_aside(out / BUNDLE):
        code = int(arguments.write_reports(arguments))
    if code:
        return code
    if arguments.no_serve:
        _exchange_once(out, arguments.language)
        return 0
    _make(site, arguments)
    return _serve(site, arguments)


def _exchange_once(out: Path, language: str) -> None:
    """Two small nodes that exchange a round and are gone afterwards; the proof stays."""
    with tempfile.TemporaryDirectory(prefix="comity-nodes-") as folder:
        first, second = (_environment(Path(folder) / name, port) for name, port in ((SITE, 8000), (PARTNER, 8001)))
        _migrate(first, second)
        proof, found = _exchange(first, second, password=_password(), bundle=out / BUNDLE)
    _say(_proven(proof.entry, proof.digest, proof.bundle, ""), language)
    _tell_unknown(asdict(found), "", language)
    _verify(proof.bundle, language)


def _exchange(
    first: Mapping[str, str], second: Mapping[str, str], *, password: str, bundle: Path
) -> tuple[Proof, Found]:
    with two_nodes(first, second) as (organiser, laboratory):
        introduce(organiser, laboratory)
        proof = exchange_round(organiser, laboratory, password=password, bundle=bundle)
        return proof, exchange_unknown(organiser, laboratory)


def _migrate(first: Mapping[str, str], second: Mapping[str, str]) -> None:
    """Make the tables of one node; the other begins with a copy of the empty file, which takes no time."""
    subprocess.run([*START, "manage", "migrate"], env=dict(first), check=True)  # noqa: S603 - our own program
    made, copy = Path(first["COMITY_DATA"]) / DATABASE, Path(second["COMITY_DATA"]) / DATABASE
    copy.parent.mkdir(mode=0o700, parents=True)
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.chmod(0o600)


def _password() -> str:
    return "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"


def _make(site: Path, arguments: argparse.Namespace) -> None:
    """Fill a new site beside its final place, and the node of its partner beside it."""
    draft = site.with_name(f".{site.name}-{secrets.token_hex(4)}")
    partner, language, password = site.with_name(PARTNER), arguments.language, _password()
    other = draft.with_name(f".{PARTNER}-{secrets.token_hex(4)}")
    environment = _environment(draft, arguments.port) | {"COMITY_DEMONSTRATION_PASSWORD": password}
    beside = _environment(other, arguments.port + 1)
    start = START
    try:
        _migrate(environment, beside)
        filled = [sys.executable, "-m", "comity.cli.demonstration", language]
        subprocess.run(filled, env=environment, check=True)  # noqa: S603 - our own program
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*start, "worker", "--batch"], env=environment, check=True, **quiet)  # noqa: S603 - see above
        proof, found = _exchange(environment, beside, password=password, bundle=site.with_name(BUNDLE))
        about = {"comity": comity.__version__, "made_by": MADE_BY, "password": password, "port": arguments.port}
        about |= {"entry": proof.entry, "digest": proof.digest, "unknown": asdict(found)}
        _keep(draft / ABOUT, json.dumps(about))
        for old, new in ((partner, other), (site, draft)):
            shutil.rmtree(old, ignore_errors=True)
            new.rename(old)
    except subprocess.CalledProcessError as error:
        what = message(CONTEXT, "The site could not be made; the lines above say why.")
        raise MissingToolError("demonstration-failed", what) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(other, ignore_errors=True)


def _serve(site: Path, arguments: argparse.Namespace) -> int:
    """Until Ctrl-C; the node of the partner and both workers in the background end with it."""
    from comity.cli.manage import run_migrate
    from comity.cli.serve import run_serve

    about = _about(site) or {}
    surroundings = _environment(site, arguments.port)
    beside = _environment(site.with_name(PARTNER), arguments.port + 1)
    if about.get("port") != arguments.port:  # their cards name other addresses
        with two_nodes(surroundings, beside) as (organiser, laboratory):
            introduce(organiser, laboratory)
    subprocess.run([*START, "manage", "migrate"], env=beside, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    os.environ.clear()
    os.environ.update(surroundings)
    run_migrate(arguments)
    for line in _who(arguments.port, str(about.get("password", "")), arguments.language):
        sys.stdout.write(line + "\n")
    address = f"http://{HOST}:{arguments.port}/log/entry/{about.get('entry', 0)}"
    _say(
        _proven(int(about.get("entry", 0)), str(about.get("digest", "")), site.with_name(BUNDLE), address),
        arguments.language,
    )
    _tell_unknown(about.get("unknown", {}), f"http://{HOST}:{arguments.port}", arguments.language)
    serving = [*START, "serve", "--port", str(arguments.port + 1), "--workers", "1", "--with-worker"]
    with _until_done(subprocess.Popen(serving, env=beside)):  # noqa: S603 - our own program
        return run_serve(argparse.Namespace(host=HOST, port=arguments.port, workers=1, with_worker=True))


@contextmanager
def _until_done(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _proven(entry: int, digest: str, bundle: Path, address: str) -> list[Message]:
    """What the two nodes have exchanged, and how anybody finds out that it holds."""
    said = [
        message(CONTEXT, "Two nodes have exchanged a round: announced, enrolled, submitted, evaluated, read at home."),
        message(
            CONTEXT,
            "Results of the laboratory elsewhere reached the organiser with the digest {digest}.",
            digest=digest,
        ),
        message(
            CONTEXT,
            "The plan was committed to before anybody reported: entry {entry} of the organiser's log.",
            entry=entry,
        ),
    ]
    if address:
        said.append(message(CONTEXT, "Its proof as a page: {address}", address=address))
    shown = os.path.relpath(bundle)
    return [*said, message(CONTEXT, "Verify it offline: comity verify {bundle}", bundle=shown)]


def _tell_unknown(found: Mapping[str, str], address: str, language: str) -> None:
    """What became of the unknown that both nodes have; below each sentence the page, while there is one."""
    told = {
        "hinted": message(
            CONTEXT,
            "The partner has the unknown {code}; asked for it, it first told only how alike it is and whom to ask.",
            code=found.get("code", ""),
        ),
        "disclosed": message(CONTEXT, "When its owner had released it, the same question brought the record."),
        "alert": message(CONTEXT, "The same unknown in two countries: the draft of an alert waits for a person."),
    }
    for page, sentence in told.items():
        _say([sentence], language)
        if address:
            sys.stdout.write(f"  {address}{found.get(page, '')}\n")
            sys.stdout.flush()
    if address:
        from comity.cli.demonstration.people import PEOPLE

        who = next(one for one in PEOPLE if one.role == "coordinator")
        text = "These three pages are for the organiser's people: sign in as {email}."
        _say([message(CONTEXT, text, email=who.email)], language)


def _verify(bundle: Path, language: str) -> None:
    """As anybody would."""
    done = subprocess.run([*START, "verify", str(bundle)], env=os.environ | {"COMITY_LANGUAGE": language}, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise MissingToolError("demonstration-failed", message(CONTEXT, "The proof of the plan does not hold."))


def _say(lines: list[Message], language: str) -> None:
    sys.stdout.write("".join(f"{line.render(language)}\n" for line in lines))
    sys.stdout.flush()


def _who(port: int, password: str, language: str) -> Iterator[str]:
    from comity.cli.demonstration.people import ELSEWHERE, PEOPLE

    yield ""
    address = f"http://{HOST}:{port}/"
    yield message(CONTEXT, "Open {address} and sign in as one of these:", address=address).render(language)
    for person in PEOPLE:
        yield f"  {person.email:<34} {person.role.replace('_', ' ')}, {person.name}"
    yield message(CONTEXT, "Its partner node is at {address}, for these:", address=f"http://{HOST}:{port + 1}/").render(
        language
    )
    for person in ELSEWHERE:
        yield f"  {person.email:<34} {person.role.replace('_', ' ')}, {person.name}"
    yield message(CONTEXT, "Password of all of them: {password}", password=password).render(language)
    yield message(CONTEXT, "Everything is invented. Ctrl-C ends the site; what you change in it stays.").render(
        language
    )


def _environment(data: Path, port: int = 8000) -> dict[str, str]:
    """The surroundings of the site: nothing of a node that this machine may run besides."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    return (
        kept
        | {"COMITY_DATA": str(data), "COMITY_ADDRESS": f"http://{HOST}:{port}", "COMITY_HOSTS": "localhost"}
        | {"COMITY_SECOND_FACTOR": "none", "COMITY_EXCHANGE_PRIVATE": "1", "COMITY_NODE_NAME": f"{_name(data)}.invalid"}
        | {"COMITY_LOG": "error"}  # who can sign in must stay on the screen
    )


def _name(data: Path) -> str:
    """The name of a node of the demonstration; also while it is still a draft."""
    return "elsewhere" if PARTNER in data.name else "secretariat"


def _about(site: Path) -> Mapping[str, Any] | None:
    """What is known of a whole site of this version; None where there is none."""
    try:
        found = json.loads((site / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    same = isinstance(found, dict) and (found.get("comity"), found.get("made_by")) == (comity.__version__, MADE_BY)
    return found if same else None


@contextmanager
def _set_aside(site: Path) -> Iterator[None]:
    """The reports replace their folder whole; what else is in it is kept."""
    aside = site.parent.with_name(f".{site.parent.name}-{site.name}")
    if site.exists():
        site.rename(aside)
    try:
        yield
    finally:
        if aside.exists():
            site.parent.mkdir(parents=True, exist_ok=True)
            aside.rename(site)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            what = message(CONTEXT, "Something else listens on port {port} already.", port=port)
            remedy = message(CONTEXT, "Choose another one with --port.")
            raise ConflictError("port-taken", what, remedy=remedy) from error


def _keep(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


# fmt: off
WORDS = (
    "amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "heron", "islet", "juniper", "kelp", "larch",
    "meadow", "nectar", "orchid", "pebble", "quartz", "raven", "saffron", "thicket", "umber", "violet", "willow",
)
# fmt: on
