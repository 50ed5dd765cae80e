"""The command line of trends: `comity trends detect SERIES.csv`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from comity.base.messages import Message, message

CONTEXT = "command line"
FAULTS_FOUND = 1
METHODS = ("farrington-flexible", "farrington", "ears-c1", "ears-c2", "ears-c3")
THRESHOLDS = ("delta", "nbplugin", "muan")
FREQUENCIES = {"weekly": 52, "monthly": 12, "daily": 365}


def add_trends(verbs: Any, language: str = "en") -> None:
    """Add `trends` to the command line."""
    text = message(CONTEXT, "Trends: which series of events rise above what is usual.").render(language)
    trends = verbs.add_parser("trends", help=text, description=text)
    parts = trends.add_subparsers(dest="part", metavar="VERB", required=True)
    text = message(CONTEXT, "Per series and date: observed, expected, bound, alarm; or why there is no bound.").render(
        language
    )
    parser = parts.add_parser("detect", help=text, description=text)
    parser.add_argument(
        "file",
        metavar="SERIES",
        help=message(
            CONTEXT,
            "CSV or workbook with columns date and count, perhaps series and denominator; - for standard input.",
        ).render(language),
    )
    _add_method(parser, language)
    _add_columns(parser, language)
    _option(
        parser, "--json", message(CONTEXT, "Write the result as JSON; - for standard output."), language, metavar="FILE"
    )
    parser.set_defaults(run=run_detect)


def _add_method(parser: argparse.ArgumentParser, language: str) -> None:
    def option(name: str, text: Message, *others: str, **how: Any) -> None:
        parser.add_argument(name, *others, help=text.render(language), **how)

    option("--method", message(CONTEXT, "The detector."), choices=METHODS, default=METHODS[0])
    option("--from", message(CONTEXT, "First period to assess."), dest="first", default="", metavar="DATE")
    option("--to", message(CONTEXT, "Last period to assess."), dest="last", default="", metavar="DATE")
    option("--years", message(CONTEXT, "Years to look back (b)."), "--b", type=int, default=5, metavar="N")
    option(
        "--half-window", message(CONTEXT, "Periods on either side of the same time (w)."), "--w", type=int, default=3,
        metavar="N",
    )  # fmt: skip
    option("--groups", message(CONTEXT, "Seasonal groups of Farrington Flexible."), type=int, default=10, metavar="N")
    option(
        "--excluded-recent", message(CONTEXT, "Most recent periods left out of the reference."), type=int, default=26,
        metavar="N",
    )  # fmt: skip
    option(
        "--reweight-above", message(CONTEXT, "Residuals above this are weighted down."), type=float, default=2.58,
        metavar="X",
    )  # fmt: skip
    option(
        "--trend-level", message(CONTEXT, "Keep a trend whose p-value is below this; 1 for always."), type=float,
        default=1.0, metavar="P",
    )  # fmt: skip
    option("--threshold", message(CONTEXT, "How the bound is computed."), choices=THRESHOLDS, default=THRESHOLDS[0])
    option(
        "--alpha", message(CONTEXT, "Chance of a false alarm in one period (default: the method's own)."), type=float,
        metavar="P",
    )  # fmt: skip
    option(
        "--least-cases", message(CONTEXT, "Events needed within the last periods for a bound."), type=int, default=5,
        metavar="N",
    )  # fmt: skip
    option("--least-periods", message(CONTEXT, "The number of these last periods."), type=int, default=4, metavar="N")
    option("--baseline", message(CONTEXT, "Periods that EARS averages."), type=int, default=7, metavar="N")
    option(
        "--false-discovery",
        message(CONTEXT, "Also control the share of false alarms over all series at this rate."),
        type=float,
        metavar="RATE",
    )


def _add_columns(parser: argparse.ArgumentParser, language: str) -> None:
    texts = {
        "date": message(CONTEXT, "Heading of the column of dates."),
        "count": message(CONTEXT, "Heading of the column of counts."),
        "series": message(CONTEXT, "Heading of the column that names the series."),
        "denominator": message(CONTEXT, "Heading of the column of cases examined."),
    }
    for name, text in texts.items():
        _option(parser, f"--{name}-column", text, language, default="", metavar="NAME")
    text = message(CONTEXT, "The length of a period (default: told by the dates).")
    _option(parser, "--frequency", text, language, choices=tuple(FREQUENCIES))
    text = message(CONTEXT, "A period without a row counts as none instead of as not reported.")
    _option(parser, "--absent-is-zero", text, language, action="store_true")


def run_detect(arguments: argparse.Namespace) -> int:
    """Read the table, run the detector, print or write what it found; bad rows are named and left out."""
    from comity.domains.substances.detection import Settings, detect
    from comity.domains.substances.output import read_input, write_json
    from comity.domains.substances.series_files import KNOWN_COLUMNS, Columns, read_series

    table = read_input(arguments.file, KNOWN_COLUMNS)
    columns = Columns(
        arguments.date_column, arguments.count_column, arguments.series_column, arguments.denominator_column
    )
    file = read_series(
        table,
        columns,
        frequency=FREQUENCIES.get(arguments.frequency or ""),
        absent_is_zero=arguments.absent_is_zero,
    )
    chosen = {name: getattr(arguments, name) for name in Settings.__dataclass_fields__ if hasattr(arguments, name)}
    result = detect(file, Settings(**chosen, discovery_rate=arguments.false_discovery))
    for fault in file.faults:
        print(fault.render(arguments.language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
    if arguments.json:
        write_json(arguments.json, result)
    else:
        _show(result, arguments.language)
    return FAULTS_FOUND if file.faults else 0


def _show(result: dict[str, Any], language: str) -> None:
    for series in result["series"]:
        for point in series["points"]:
            if point["alarm"]:
                text = message(
                    CONTEXT,
                    "{date} {series}: {observed} observed, {expected} expected, bound {bound}.",
                    date=point["date"],
                    series=series["series"],
                    observed=point["observed"],
                    expected=point["expected"],
                    bound=point["bound"],
                )
                print(text.render(language))  # noqa: T201 - the command line speaks by printing
    said = message(CONTEXT, "{count} alarm.", plural="{count} alarms.", count=result["alarms"])
    print(said.render(language))  # noqa: T201 - see above


def _option(parser: argparse.ArgumentParser, name: str, text: Message, language: str, **how: Any) -> None:
    parser.add_argument(name, help=text.render(language), **how)
