"""`comity spectra validate | convert`: what a laboratory does with its files before anything is sent."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.errors import InputError
from comity.base.messages import Message, message

if TYPE_CHECKING:
    from comity.science.spectra.formats import Entry
    from comity.science.spectra.spectrum import Spectrum
    from comity.science.spectra.trace import Trace
    from comity.science.spectra.validation import Finding, Validator

CONTEXT = "command line"
FOUND = 1
FORMATS = ("massbank", "msp", "msp-riken", "mgf", "mzml", "jcamp", "csv")
READ_FORMATS = ("massbank", "msp", "mgf", "mzml", "jcamp", "csv")
STANDARD_OUTPUT = "-"


def add_file_commands(group: Any, language: str = "en") -> None:
    """Add `validate` and `convert` to `comity spectra`."""
    _add_validate(group, language)
    _add_convert(group, language)


def _add_validate(group: Any, language: str) -> None:
    text = message(CONTEXT, "Check spectra before they are handed over; every finding with its place and a remedy.")
    parser = _verb(group, "validate", text, language)
    _files(parser, language)
    words = message(CONTEXT, "Write the findings as JSON; - for standard output.").render(language)
    parser.add_argument("--json", metavar="FILE", help=words)
    parser.set_defaults(run=run_validate)


def _add_convert(group: Any, language: str) -> None:
    text = message(CONTEXT, "Write spectra in another format; records that cannot be used are named and left out.")
    parser = _verb(group, "convert", text, language)
    parser.add_argument("file", metavar="FILE", help=message(CONTEXT, "The file.").render(language))
    form = message(CONTEXT, "The form.").render(language)
    parser.add_argument("--to", choices=FORMATS, required=True, help=form)
    known = message(CONTEXT, "What it is (default: by its content).").render(language)
    parser.add_argument("--from", dest="source_format", choices=READ_FORMATS, help=known)
    target = message(CONTEXT, "Where to; - for standard output.").render(language)
    parser.add_argument("--out", required=True, metavar="FILE", help=target)
    parser.set_defaults(run=run_convert)


def run_validate(arguments: argparse.Namespace) -> int:
    """Every finding; the exit code says whether there is an error or a warning."""
    from comity.domains.substances.structures import inchikey_of
    from comity.science.spectra.validation import Validator

    validator = Validator(structure_key=inchikey_of)
    findings = [finding for file in arguments.files for finding in _check(validator, file)]
    if arguments.json:
        _write_json(arguments.json, _as_data(validator, findings, arguments.language))
    if arguments.json != STANDARD_OUTPUT:
        for finding in findings:
            _say(finding.render(arguments.language))
        _say(_summary(validator, findings).render(arguments.language))
    return FOUND if any(finding.flaw.severity != "note" for finding in findings) else 0


def _check(validator: Validator, file: str) -> Iterator[Finding]:
    return validator.check_file(file, Path(file).name)


def _as_data(validator: Validator, findings: list[Finding], language: str) -> dict[str, Any]:
    return {
        "records": validator.records,
        "unusable": validator.unusable,
        **{f"{severity}s": _count(findings, severity) for severity in ("error", "warning", "note")},
        "findings": [finding.to_data(language) for finding in findings],
    }


def _summary(validator: Validator, findings: list[Finding]) -> Message:
    return message(
        CONTEXT,
        "{records} records read, {unusable} of them unusable: {errors} errors, {warnings} warnings, {notes} notes.",
        records=validator.records,
        unusable=validator.unusable,
        errors=_count(findings, "error"),
        warnings=_count(findings, "warning"),
        notes=_count(findings, "note"),
    )


def _count(findings: Iterable[Finding], severity: str) -> int:
    return sum(finding.flaw.severity == severity for finding in findings)


def run_convert(arguments: argparse.Namespace) -> int:
    """The same records in another format; the file appears only when complete."""
    from comity.science.spectra.formats import read_entries, write_spectra, write_traces
    from comity.science.spectra.spectrum import Spectrum
    from comity.science.spectra.trace import Trace

    left_out = _LeftOut(arguments.language)
    entries = left_out.without(read_entries(arguments.file, arguments.source_format))
    target = sys.stdout.buffer if arguments.out == STANDARD_OUTPUT else arguments.out
    first = next(entries, None)
    if isinstance(first, Trace):
        _curves_only_as_jcamp(arguments)
        written = write_traces(left_out.of_kind(first, entries, Trace), target)
    else:
        written = write_spectra(left_out.of_kind(first, entries, Spectrum), target, arguments.to)
    said = message(CONTEXT, "Written: {written}; left out: {left}.", written=written, left=left_out.count)
    print(said.render(arguments.language), file=sys.stderr)  # noqa: T201 - the command line speaks by printing
    return FOUND if left_out.count else 0


def _curves_only_as_jcamp(arguments: argparse.Namespace) -> None:
    if arguments.to != "jcamp":
        what = message(CONTEXT, "This is an infrared or Raman curve; it can be written as JCAMP-DX only.")
        remedy = message(CONTEXT, "Use --to jcamp.")
        raise InputError("curve", what, where=arguments.file, remedy=remedy)


class _LeftOut:
    """Names what is left out, and counts it."""

    def __init__(self, language: str) -> None:
        self.language, self.count = language, 0

    def without(self, entries: Iterable[Entry]) -> Iterator[Spectrum | Trace]:
        """Only what can be used."""
        from comity.science.spectra.formats import RecordError

        for entry in entries:
            if isinstance(entry, RecordError):
                self._say(entry.render(self.language))
            else:
                yield entry

    def of_kind(self, first: Any, rest: Iterator[Any], kind: type) -> Iterator[Any]:
        """Only mass spectra, or only curves: a file holds one of the two."""
        for entry in [] if first is None else [first]:
            yield entry
        for entry in rest:
            if isinstance(entry, kind):
                yield entry
            else:
                what = message(CONTEXT, "“{name}” is of another kind than the first record.", name=entry.name)
                self._say(what.render(self.language))

    def _say(self, text: str) -> None:
        self.count += 1
        print(text, file=sys.stderr)  # noqa: T201 - the command line speaks by printing


def _write_json(target: str, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    if target == STANDARD_OUTPUT:
        _say(text)
    else:
        Path(target).write_text(text + "\n", encoding="utf-8")


def _files(parser: argparse.ArgumentParser, language: str) -> None:
    words = message(CONTEXT, "Files of spectra: MSP, MGF, MassBank, mzML, JCAMP-DX, CSV.").render(language)
    parser.add_argument("files", nargs="+", metavar="FILE", help=words)


def _say(text: str) -> None:
    print(text)  # noqa: T201 - the command line speaks by printing


def _verb(group: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    words = text.render(language)
    parser: argparse.ArgumentParser = group.add_parser(name, help=words, description=words)
    return parser
