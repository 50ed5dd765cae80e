"""The entry point `comity`: finds the verb, runs it, and turns errors into words and exit codes.

Nothing heavy is imported before a verb runs, so that `comity --help` answers at once on an old machine.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

import comity
from comity.base.errors import ComityError, InputError
from comity.base.messages import available_languages, message
from comity.cli import demo_site, doctor, manage, serve
from comity.domains.directory import commands as directory
from comity.domains.exercises import commands as exercises
from comity.domains.substances import commands as substances
from comity.kernel.exchange import commands as exchange
from comity.kernel.ledger import commands as ledger

EXIT_CODES = message(
    "command line",
    "Exit codes: 0 done; 1 done, and something was found (faults in the input, digits that differ); 2 the command was "
    "misspelt; 3 the input cannot be used; 4 this machine lacks something; 70 an error in Comity; 130 stopped by you.",
)
SYSTEM_REFUSED = message("command line", "The operating system refused to read or write, and nothing was changed:")
INTERNAL_ERROR = message(
    "command line",
    "This is an error in Comity, not in your data. Nothing was written. Please report the lines below.",
)
INTERNAL_ERROR_CODE = 70
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = chosen_language(given)
    parsed = build_parser(language).parse_args(given)
    try:
        return int(parsed.run(parsed))
    except ComityError as error:
        print(error.render(language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
        return error.exit_code
    except BrokenPipeError:  # the reader of our output went away, as in `comity … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a full disk, a missing right, a file that is a folder
        print(SYSTEM_REFUSED.render(language), error, file=sys.stderr)  # noqa: T201 - see above
        return InputError.exit_code
    except KeyboardInterrupt:
        return STOPPED
    except Exception:  # noqa: BLE001 - the last line of defence: a person gets a sentence before the details
        print(INTERNAL_ERROR.render(language), file=sys.stderr)  # noqa: T201 - see above
        traceback.print_exc()
        return INTERNAL_ERROR_CODE


def build_parser(language: str) -> argparse.ArgumentParser:
    """All verbs, with help in `language`."""
    parser = argparse.ArgumentParser(
        prog="comity",
        description=message("command line", "Working together in forensic science across borders.").render(language),
        epilog=EXIT_CODES.render(language),
    )
    parser.add_argument("--version", action="version", version=f"comity {comity.__version__}")
    parser.add_argument(
        "--language",
        default=language,
        metavar="CODE",
        help=message(
            "command line", "Language of what is printed and written, for example en or fr (default: from LANG)."
        ).render(language),
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    exercises.add_commands(verbs, language)
    demo_site.add_site(verbs, language)
    directory.add_commands(verbs, language)
    substances.add_commands(verbs, language)
    ledger.add_commands(verbs, language)
    serve.add_commands(verbs, language)
    exchange.add_commands(verbs, language)
    manage.add_commands(verbs, language)
    doctor.add_commands(verbs, language)
    return parser


def chosen_language(arguments: Sequence[str]) -> str:
    """The language asked for by `--language`, else that of the environment, else English."""
    for position, argument in enumerate(arguments):
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--language="):
            return argument.partition("=")[2]
    wanted = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2]
    return wanted if wanted in available_languages() else "en"


if __name__ == "__main__":
    sys.exit(main())
