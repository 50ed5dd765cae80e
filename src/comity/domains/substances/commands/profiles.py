"""The command line of profiles: `comity profiles compare PROFILES.csv`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from comity.base.messages import Message, message

CONTEXT = "command line"
FAULTS_FOUND = 1
CHOICES = {
    "transform": (
        message(CONTEXT, "What is done to each value before distances."),
        ("fourth-root", "square-root", "logarithm", "none"),
    ),
    "distance": (
        message(CONTEXT, "How far apart two profiles are."),
        ("pearson", "euclidean", "manhattan", "canberra", "cosine"),
    ),
    "calibration": (
        message(CONTEXT, "How a distance becomes a likelihood ratio."),
        ("densities", "logistic", "pav"),
    ),
    "bounded_by": (
        message(CONTEXT, "How many independent comparisons the bounds count: all pairs, or one for each source."),
        ("pairs", "sources"),
    ),
    "joining": (
        message(CONTEXT, "How series are joined: any chain of links, or every pair linked."),
        ("connected", "complete"),
    ),
}


def add_profiles(verbs: Any, language: str = "en") -> None:
    """Add `profiles` to the command line."""
    text = message(CONTEXT, "Profiles: do two specimens come from one source?")
    profiles = verbs.add_parser("profiles", help=text.render(language), description=text.render(language))
    parts = profiles.add_subparsers(dest="part", metavar="VERB", required=True)
    text = message(CONTEXT, "All pairs with distance, likelihood ratio, bounds and label; and the series they form.")
    parser = parts.add_parser("compare", help=text.render(language), description=text.render(language))
    text = message(CONTEXT, "CSV or workbook: id, substance, method, source where known, one column for each variable.")
    parser.add_argument("file", metavar="PROFILES", help=text.render(language))
    text = message(CONTEXT, "Profiles of known origin to learn from (default: rows of PROFILES that name a source).")
    _option(parser, "--known", text, language, metavar="FILE")
    for name, (words, choices) in CHOICES.items():
        _option(parser, "--" + name.replace("_", "-"), words, language, choices=choices, default=choices[0])
    text = message(CONTEXT, "Do not divide profiles by their sum.")
    _option(parser, "--no-normalise", text, language, dest="normalise", action="store_false")
    text = message(CONTEXT, "Standardise each variable by the profiles of known origin.")
    _option(parser, "--standardise", text, language, action="store_true")
    text = message(CONTEXT, "Share of unlinked pairs that the cut-off may let through (default: 0.005).")
    _option(parser, "--false-positive-rate", text, language, type=float, default=0.005, metavar="RATE")
    text = message(CONTEXT, "What makes profiles of different methods comparable; without it they are not compared.")
    _option(parser, "--harmonised", text, language, dest="harmonisation", default="", metavar="TEXT")
    text = message(CONTEXT, "The validation report that supports use as evidence; without it all is intelligence.")
    _option(parser, "--validation", text, language, default="", metavar="TEXT")
    text = message(CONTEXT, "Write the result as JSON; - for standard output.")
    _option(parser, "--json", text, language, metavar="FILE")
    parser.set_defaults(run=run_compare)


def run_compare(arguments: argparse.Namespace) -> int:
    """Read the tables, compare, print or write; bad rows are named and left out."""
    from comity.domains.substances.output import read_input, write_json
    from comity.domains.substances.profile_files import KNOWN_COLUMNS, read_profiles
    from comity.domains.substances.profiling import Settings, compare

    file = read_profiles(read_input(arguments.file, KNOWN_COLUMNS))
    known = read_profiles(read_input(arguments.known, KNOWN_COLUMNS)) if arguments.known else None
    learned_from = known.profiles if known else tuple(profile for profile in file.profiles if profile.source)
    questioned = tuple(profile for profile in file.profiles if known or not profile.source) or file.profiles
    chosen = {name: getattr(arguments, name) for name in Settings.__dataclass_fields__}
    result = compare(questioned, learned_from, Settings(**chosen))
    faults = [*file.faults, *(known.faults if known else ())]
    for fault in faults:
        print(fault.render(arguments.language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
    if arguments.json:
        write_json(arguments.json, result | {"faults": [fault.to_data() for fault in faults]})
    else:
        _show(result, arguments.language)
    return FAULTS_FOUND if faults else 0


def _show(result: dict[str, Any], language: str) -> None:
    from comity.base.messages import format_number

    for pair in result["pairs"]:
        if pair["linked"] or pair["linked"] is None:
            distance = format_number(pair["distance"], language=language)
            weight = "–" if pair["log10_lr"] is None else format_number(pair["log10_lr"], language=language)
            line = "\t".join([pair["first"], pair["second"], distance, weight, pair["label"]])
            print(line)  # noqa: T201 - the command line speaks by printing
    said = message(CONTEXT, "{count} series.", plural="{count} series.", count=len(result["series"]))
    print(said.render(language))  # noqa: T201 - see above


def _option(parser: argparse.ArgumentParser, name: str, text: Message, language: str, **how: Any) -> None:
    parser.add_argument(name, help=text.render(language), **how)
