"""`comity exercises submit`: hand in a filled template to a node, from wherever the results are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from comity.base.messages import message

CONTEXT = "command line"


def add_submit(verbs: Any, language: str) -> None:
    """Add the verb; what it does stands in `client.py`."""
    text = message(CONTEXT, "Submit a filled template (CSV or XLSX) of a round to a node.").render(language)
    epilog = message(
        CONTEXT,
        "The token comes from --token-file or the variable COMITY_TOKEN; it needs the scopes results:read and "
        "results:write. Sending the same file again is safe: it gets the same receipt.",
    )
    parser = verbs.add_parser("submit", help=text, description=text, epilog=epilog.render(language))

    parser.add_argument(
        "results", type=Path, metavar="RESULTS", help=message(CONTEXT, "The filled template.").render(language)
    )
    parser.add_argument(
        "--node",
        metavar="ADDRESS",
        help=message(CONTEXT, "The node, as https://comity.example.org (or COMITY_NODE).").render(language),
    )
    parser.add_argument(
        "--round",
        metavar="CODE",
        help=message(CONTEXT, "Code of the round, as 2026/1; not needed where there is only one.").render(language),
    )
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help=message(CONTEXT, "File that holds the token.").render(language),
    )
    parser.add_argument(
        "--comment", default="", help=message(CONTEXT, "Comment on the whole submission.").render(language)
    )
    parser.add_argument(
        "--key",
        default="",
        help=message(CONTEXT, "Idempotency key (default: made from the file, so that sending again is safe).").render(
            language
        ),
    )
    parser.add_argument(
        "--receipt",
        type=Path,
        metavar="FILE",
        help=message(CONTEXT, "Where to write the receipt; its SHA-256 is the digest printed.").render(language),
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from comity.domains.exercises.entry.client import run_submit

    return run_submit(arguments)
