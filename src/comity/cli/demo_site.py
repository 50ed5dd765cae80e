"""`comity demo`, after its reports: a site to sign in to, made once in a folder of its own and then served.

The site is filled by another process into a folder beside the final one, which it becomes when it is whole: a start
that was cut off leaves nothing half-made. A second start finds it and takes seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import comity
from comity.base.errors import ConflictError, MissingToolError
from comity.base.messages import message
from comity.cli.verbs import add_option

CONTEXT = "demo"
SITE = "site"
ABOUT = "demonstration.json"
MADE_BY = 2  # grows when the demonstration changes, so that an old one is made anew
HOST = "127.0.0.1"


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
        if _about(site) is not None:
            return _serve(site, arguments)
    with _set_aside(site):
        code = int(arguments.write_reports(arguments))
    if code or arguments.no_serve:
        return code
    _make(site, arguments.language)
    return _serve(site, arguments)


def _make(site: Path, language: str) -> None:
    """Fill a new site beside its final place."""
    draft = site.with_name(f".{site.name}-{secrets.token_hex(4)}")
    password = "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
    environment = _environment(draft) | {"COMITY_DEMONSTRATION_PASSWORD": password}
    start = [sys.executable, "-m", "comity.cli.main"]
    try:
        subprocess.run([*start, "manage", "migrate"], env=environment, check=True)  # noqa: S603 - our own program
        filled = [sys.executable, "-m", "comity.cli.demonstration", language]
        subprocess.run(filled, env=environment, check=True)  # noqa: S603 - our own program
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*start, "worker", "--batch"], env=environment, check=True, **quiet)  # noqa: S603 - see above
        about = {"comity": comity.__version__, "made_by": MADE_BY, "password": password}
        _keep(draft / ABOUT, json.dumps(about))
        shutil.rmtree(site, ignore_errors=True)
        draft.rename(site)
    except subprocess.CalledProcessError as error:
        what = message(CONTEXT, "The site could not be made; the lines above say why.")
        raise MissingToolError("demonstration-failed", what) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _serve(site: Path, arguments: argparse.Namespace) -> int:
    """Until Ctrl-C; the worker in the background ends with it."""
    from comity.cli.manage import run_migrate
    from comity.cli.serve import run_serve

    surroundings = _environment(site, arguments.port)
    os.environ.clear()
    os.environ.update(surroundings)
    run_migrate(arguments)
    about = _about(site) or {}
    for line in _who(arguments.port, str(about.get("password", "")), arguments.language):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return run_serve(argparse.Namespace(host=HOST, port=arguments.port, workers=1, with_worker=True))


def _who(port: int, password: str, language: str) -> Iterator[str]:
    from comity.cli.demonstration.people import PEOPLE

    yield ""
    address = f"http://{HOST}:{port}/"
    yield message(CONTEXT, "Open {address} and sign in as one of these:", address=address).render(language)
    for person in PEOPLE:
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
        | {"COMITY_SECOND_FACTOR": "none"}
    )


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
    """The reports replace their folder whole; the site in it is kept."""
    aside = site.parent.with_name(f".{site.parent.name}-{SITE}")
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
