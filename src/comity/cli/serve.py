"""`comity serve` and `comity worker`: the site, and its work in the background."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Any

from comity.base.messages import message
from comity.cli.verbs import add_option, add_verb
from comity.kernel.jobs.apart import be_thrifty, run_apart, thrifty
from comity.kernel.start import start_node

CONTEXT = "command line"
PORT = 8000
THREADS = 4  # of each process; one process takes about 100 MB
EVERY = 0.5  # seconds between two looks at the queue
STOPPING = 10  # seconds: a process that was stopped while it started would otherwise be waited for without end


def add_commands(verbs: Any, language: str) -> None:
    """Add the verbs `serve` and `worker`."""
    serve = add_verb(verbs, "serve", message(CONTEXT, "Serve the site."), language)
    host = message(CONTEXT, "Address to listen on; outside this machine, put a proxy with https in front.")
    add_option(serve, "--host", host, language, default="127.0.0.1")
    add_option(serve, "--port", message(CONTEXT, "Port to listen on."), language, type=int, default=PORT)
    add_option(serve, "--workers", message(CONTEXT, "How many processes answer."), language, type=int, default=1)
    with_worker = message(CONTEXT, "Also do the work in the background, as 'comity worker' does.")
    add_option(serve, "--with-worker", with_worker, language, action="store_true")
    serve.set_defaults(run=run_serve)
    worker = add_verb(verbs, "worker", message(CONTEXT, "Do the work in the background."), language)
    batch = message(CONTEXT, "Stop when nothing is left to do.")
    add_option(worker, "--batch", batch, language, action="store_true")
    worker.set_defaults(run=run_worker)


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped. No access log: addresses may hold secrets, and reverse proxies write their own."""
    run_apart(start_node)  # looks at settings and database; this process then only watches over those that answer
    with thrifty():
        _serve(arguments)
    return 0


def _serve(arguments: argparse.Namespace) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    worker = subprocess.Popen([sys.executable, "-m", "comity.cli.main", "worker"]) if arguments.with_worker else None
    try:
        Granian(
            "comity.config.wsgi:application",
            address=arguments.host,
            port=arguments.port,
            interface=Interfaces.WSGI,
            workers=arguments.workers,
            blocking_threads=THREADS,
            workers_kill_timeout=STOPPING,
            websockets=False,
        ).serve()
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait()


def run_worker(arguments: argparse.Namespace) -> int:
    """Take tasks from the queue until stopped."""
    be_thrifty()
    start_node()
    from django.core.management import call_command

    from comity.kernel.jobs.recovery import resume_unfinished

    resume_unfinished()
    call_command("db_worker", queue_name="*", interval=EVERY, batch=arguments.batch, startup_delay=False, verbosity=1)
    return 0
