"""`comity doctor`: what works on this machine, and what would be needed for the rest."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Any

from comity.base.messages import LOCALE_DIRECTORY, Message, available_languages, message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: is it there, and what to do if it is not."""

    subject: Message
    works: bool
    detail: str
    needed_for: Message
    remedy: Message
    optional: bool = False


def add_commands(verbs: Any, language: str) -> None:
    """Add the verb `doctor`."""
    words = message("command line", "Say what works on this machine and what would be needed for the rest.")
    parser = verbs.add_parser("doctor", help=words.render(language), description=words.render(language))
    parser.add_argument(
        "--json", action="store_true", help=message("command line", "Print the findings as JSON.").render(language)
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; 4 when something that Comity needs is missing."""
    found = list(findings())
    if arguments.json:
        json.dump([_to_data(finding) for finding in found], sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        for finding in found:
            sys.stdout.write(_line(finding, arguments.language) + "\n")
    return 0 if all(finding.works or finding.optional for finding in found) else 4


def findings() -> Iterator[Finding]:
    """Look at everything that a task may need, cheapest first."""
    reinstall = message("doctor", "Run 'make demo' again: it repairs the set-up.")
    yield Finding(
        message("doctor", "Python"),
        sys.version_info >= (3, 11),
        sys.version.split()[0],
        message("doctor", "everything"),
        message("doctor", "Install Python 3.11 or newer."),
    )
    for subject, module, needed_for in REQUIRED_MODULES:
        yield _module(subject, module, needed_for, reinstall)
    yield Finding(
        message("doctor", "Typst, a test page"),
        *_try(_typst_page),
        message("doctor", "reports on paper (PDF)"),
        reinstall,
    )
    yield Finding(
        message("doctor", "Translations"),
        len(available_languages()) > 1,
        ", ".join(available_languages()),
        message("doctor", "languages other than English"),
        message("doctor", "Run 'make demo': it compiles the catalogues in {folder}.", folder=LOCALE_DIRECTORY.name),
        optional=True,
    )
    for subject, program, needed_for, package in OPTIONAL_PROGRAMS:
        yield Finding(
            subject,
            shutil.which(program) is not None,
            shutil.which(program) or "",
            needed_for,
            message("doctor", "On Debian or Ubuntu: sudo apt-get install {package}", package=package),
            optional=True,
        )


REQUIRED_MODULES = (
    (message("doctor", "NumPy"), "numpy", message("doctor", "every number")),
    (message("doctor", "SciPy"), "scipy", message("doctor", "every number")),
    (message("doctor", "openpyxl"), "openpyxl", message("doctor", "reading and writing spreadsheets")),
    (message("doctor", "jsonschema"), "jsonschema", message("doctor", "reading evaluation files")),
    (message("doctor", "Jinja2"), "jinja2", message("doctor", "reports as web pages")),
    (message("doctor", "vl-convert"), "vl_convert", message("doctor", "charts")),
)
OPTIONAL_PROGRAMS = (
    (message("doctor", "Chromium"), "chromium", message("doctor", "browser tests"), "chromium"),
    (
        message("doctor", "Rscript"),
        "Rscript",
        message("doctor", "tests that compare our numbers with R"),
        "r-base-core",
    ),
    (message("doctor", "pdftoppm"), "pdftoppm", message("doctor", "tests that look at PDF pages"), "poppler-utils"),
)


def _module(subject: Message, module: str, needed_for: Message, remedy: Message) -> Finding:
    return Finding(subject, *_try(lambda: _version(module)), needed_for, remedy)


def _version(module: str) -> str:
    import_module(module)
    return metadata.version(metadata.packages_distributions()[module][0])


def _typst_page() -> str:
    import typst

    page = typst.compile(b"Comity", format="pdf", ignore_system_fonts=True)
    return f"{len(page)} bytes"


def _try(attempt: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, attempt()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a library is what doctor reports
        return False, f"{type(error).__name__}: {error}"


def _line(finding: Finding, language: str) -> str:
    mark = "✓" if finding.works else ("–" if finding.optional else "✗")
    head = f"{mark} {finding.subject.render(language)}  {finding.detail}"
    if finding.works:
        return head
    missing = message("doctor", "Needed for: {purpose}.", purpose=finding.needed_for.render(language))
    return f"{head}\n    {missing.render(language)} {finding.remedy.render(language)}"


def _to_data(finding: Finding) -> dict[str, object]:
    return {
        "subject": str(finding.subject),
        "works": finding.works,
        "optional": finding.optional,
        "detail": finding.detail,
        "needed_for": str(finding.needed_for),
        "remedy": str(finding.remedy),
    }
