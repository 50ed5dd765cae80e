"""`comity spectra index build | add | merge | check` and `comity spectra search`: a library in a folder, no server."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.base.messages import Message, format_number, message

if TYPE_CHECKING:
    from comity.science.spectra.index.library import Index
    from comity.science.spectra.search import Absence, Hit, Hits
    from comity.science.spectra.spectrum import Spectrum

CONTEXT = "command line"
FOUND = 1
MODES = ("identity", "open", "neutral-loss", "hybrid")
STANDARD_OUTPUT = "-"
LARGEST_TOP = 1000


def add_search_commands(group: Any, language: str = "en") -> None:
    """Add `index` and `search` to `comity spectra`."""
    text = message(CONTEXT, "A library of spectra in a folder, made to be searched.")
    parts = _verb(group, "index", text, language).add_subparsers(dest="step", metavar="VERB", required=True)
    _add_build(parts, language)
    _add_add(parts, language)
    for name, words, run in (
        ("merge", message(CONTEXT, "Join what was added piece by piece, for the fastest search."), run_merge),
        ("check", message(CONTEXT, "Read the whole index and compare it with its checksums."), run_check),
    ):
        parser = _verb(parts, name, words, language)
        _folder(parser, "--index", language)
        parser.set_defaults(run=run)
    _add_search(group, language)


def _add_build(parts: Any, language: str) -> None:
    parser = _verb(parts, "build", message(CONTEXT, "Make an index of files of spectra."), language)
    _files(parser, language)
    _folder(parser, "--out", language)
    parser.set_defaults(run=run_build)


def _add_add(parts: Any, language: str) -> None:
    text = message(CONTEXT, "Add spectra to an index; they can be searched at once, and nothing is rebuilt.")
    parser = _verb(parts, "add", text, language)
    _files(parser, language)
    _folder(parser, "--index", language)
    parser.set_defaults(run=run_add)


def _add_search(group: Any, language: str) -> None:
    parser = _verb(group, "search", message(CONTEXT, "Search spectra in an index."), language)
    parser.add_argument("queries", metavar="QUERIES", help=message(CONTEXT, "File of spectra.").render(language))
    _folder(parser, "--index", language)
    modes = message(
        CONTEXT,
        "How peaks are matched: the same compound (identity; open: whatever the precursor) or relatives "
        "(neutral-loss; hybrid: shifted by the difference of the masses).",
    )
    parser.add_argument("--mode", choices=MODES, default="identity", help=modes.render(language))
    top = message(CONTEXT, "Number of compounds for each query (default: 10).").render(language)
    parser.add_argument("--top", type=_top, default=10, metavar="N", help=top)
    for name, words, default in (
        ("--tolerance", message(CONTEXT, "Tolerance of fragments in dalton (default: 0.02)."), 0.02),
        ("--precursor-tolerance", message(CONTEXT, "Tolerance of the precursor in dalton (default: 0.01)."), 0.01),
    ):
        parser.add_argument(name, type=float, default=default, metavar="DA", help=words.render(language))
    target = message(CONTEXT, "Write the hits as JSON; - for standard output.").render(language)
    parser.add_argument("--json", metavar="FILE", help=target)
    parser.set_defaults(run=run_search)


def run_build(arguments: argparse.Namespace) -> int:
    """A new index; records that cannot be used are named and left out."""
    from comity.science.spectra.index.library import Index

    reading = _Reading(arguments.files, arguments.language)
    return reading.finish(Index.build(Path(arguments.out), reading.spectra()))


def run_add(arguments: argparse.Namespace) -> int:
    """More spectra for an index."""
    from comity.science.spectra.index.library import Index

    reading = _Reading(arguments.files, arguments.language)
    return reading.finish(Index.open(Path(arguments.index)).add(reading.spectra()))


def run_merge(arguments: argparse.Namespace) -> int:
    """All segments of a kind become one."""
    from comity.science.spectra.index.library import Index

    index = Index.open(Path(arguments.index)).merge()
    said = message(CONTEXT, "{spectra} spectra in {files} files.", spectra=len(index), files=len(index.segments))
    _say(said.render(arguments.language))
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Every damaged file is named."""
    from comity.science.spectra.index.library import Index

    index = Index.open(Path(arguments.index))
    damages = list(index.verify())
    for damage in damages:
        _say(damage.render(arguments.language))
    if not damages:
        said = message(CONTEXT, "{spectra} spectra, every file as it was written.", spectra=len(index))
        _say(said.render(arguments.language))
    return FOUND if damages else 0


def run_search(arguments: argparse.Namespace) -> int:
    """Hits of every query; a query that cannot be searched is an entry with its reason."""
    from comity.science.spectra.index.library import Index

    index = Index.open(Path(arguments.index))
    answers, failed = [], 0
    for number, entry in enumerate(_entries(arguments.queries), 1):
        answer = _answer(index, entry, number, arguments)
        failed += "error" in answer
        answers.append(answer)
        if arguments.json != STANDARD_OUTPUT:
            _show(answer, arguments.language)
    if arguments.json:
        _write_json(arguments.json, {"mode": arguments.mode, "spectra": len(index), "queries": answers})
    return FOUND if failed else 0


def _answer(index: Index, entry: Any, number: int, arguments: argparse.Namespace) -> dict[str, Any]:
    from comity.base.errors import InputError
    from comity.science.spectra.search import Tolerances, search
    from comity.science.spectra.spectrum import Spectrum

    if not isinstance(entry, Spectrum):
        return {"query": "", "record": number, "hits": [], "error": entry.render(arguments.language)}
    tolerances = Tolerances(arguments.tolerance, arguments.precursor_tolerance)
    head = {"query": entry.identifier, "name": entry.name, "record": number}
    try:
        found = search(index, entry, arguments.mode, top=arguments.top, tolerances=tolerances)
    except InputError as error:
        if error.code == "tolerance-out-of-range":
            raise
        return head | {"hits": [], "error": error.render(arguments.language)}
    return head | hits_to_data(found)


def hits_to_data(found: Hits) -> dict[str, Any]:
    """An answer as plain data; numbers that are not known are null."""
    return {
        "peaks": found.peaks,
        "without_mass": found.without_mass,
        "hits": [_hit_to_data(hit) for hit in found.hits],
        "absence": _absence_to_data(found.absence) if found.absence else None,
    }


def _hit_to_data(hit: Hit) -> dict[str, Any]:
    record = hit.record
    return {
        "id": record.identifier,
        "name": record.name,
        "inchikey": record.inchikey,
        "formula": record.formula,
        "family": record.family,
        "score": round(hit.score, 6),
        "matched_peaks": hit.matched_peaks,
        "probability": round(hit.probability, 4),
        "spectra": hit.spectra,
        "near_tie": hit.near_tie,
        "mass_difference": _rounded(hit.mass_difference, 5),
        "difference": str(hit.difference) if hit.difference else None,
        "match_factor": _rounded(hit.match_factor, 1),
        "reverse_match_factor": _rounded(hit.reverse_match_factor, 1),
        "precursor_mz": record.precursor_mz,
        "precursor_type": record.precursor_type,
        "collision_energy": record.collision_energy,
        "instrument_type": record.instrument_type,
        "retention_index": record.retention_index,
        "contributor": record.contributor,
        "licence": record.licence,
        "splash": record.splash,
    }


def _absence_to_data(absence: Absence) -> dict[str, Any]:
    return {
        "probability": round(absence.probability, 4),
        "family": absence.family or None,
        "family_share": round(absence.family_share, 4),
        "nearest": _hit_to_data(absence.nearest) if absence.nearest else None,
    }


class _Reading:
    """Reads files record by record, names what is left out, and counts it."""

    def __init__(self, files: list[str], language: str) -> None:
        self.files, self.language, self.left_out = files, language, 0

    def spectra(self) -> Iterator[Spectrum]:
        """Mass spectra of all files."""
        from comity.science.spectra.spectrum import Spectrum

        for file in self.files:
            for entry in _entries(file):
                if isinstance(entry, Spectrum):
                    yield entry
                else:
                    self.left_out += 1
                    _warn(entry.render(self.language))

    def finish(self, index: Index) -> int:
        """Say what the index holds; the exit code says whether anything was left out."""
        for each in index.skipped:
            self.left_out += 1
            what = message(
                CONTEXT,
                "Spectrum {number} ({identifier}) has no product ions to search by and is left out.",
                number=each.number,
                identifier=each.identifier,
            )
            _warn(what.render(self.language))
        said = message(
            CONTEXT,
            "The index holds {spectra} spectra in {megabytes} MB; {left} records were left out.",
            spectra=len(index),
            megabytes=format_number(index.bytes / 1e6, decimals=1, language=self.language),
            left=self.left_out,
        )
        _say(said.render(self.language))
        return FOUND if self.left_out else 0


def _entries(file: str) -> Iterator[Any]:
    from comity.science.spectra.formats import read_spectra

    return iter(read_spectra(file))


def _show(answer: dict[str, Any], language: str) -> None:
    """One query as a small table."""
    _say(f"\n{answer['record']}  {answer['query']}  {answer.get('name', '')}".rstrip())
    if "error" in answer:
        return _say(answer["error"])
    for place, hit in enumerate(answer["hits"], 1):
        tie = "≈" if hit["near_tie"] else " "
        delta = "" if hit["mass_difference"] is None else format_number(hit["mass_difference"], decimals=4)
        percent = f"{100 * hit['probability']:.0f} %"
        _say(
            f"{place:>3}{tie} {hit['score']:.3f} {hit['matched_peaks']:>4} {percent:>6} {delta:>10} "
            f"{hit['difference'] or '':<12} {hit['name']} {hit['inchikey']}".rstrip()
        )
    absence = answer["absence"]
    if absence and absence["probability"] >= 0.5:
        _say(_absent(absence).render(language))
    return None


def _absent(absence: dict[str, Any]) -> Message:
    percent = f"{100 * absence['probability']:.0f}"
    nearest = absence["nearest"]
    if nearest is None:
        return message(CONTEXT, "Probably ({percent} %) not in the library.", percent=percent)
    return message(
        CONTEXT,
        "Probably ({percent} %) not in the library. Most like {name} {difference}; family: {family}.",
        percent=percent,
        name=nearest["name"],
        difference=nearest["difference"] or "",
        family=absence["family"] or "–",
    )


def _write_json(target: str, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    if target == STANDARD_OUTPUT:
        _say(text)
    else:
        Path(target).write_text(text + "\n", encoding="utf-8")


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _top(text: str) -> int:
    value = int(text)
    if not 0 < value <= LARGEST_TOP:
        raise argparse.ArgumentTypeError(f"1–{LARGEST_TOP}")
    return value


def _files(parser: argparse.ArgumentParser, language: str) -> None:
    words = message(CONTEXT, "Files of spectra: MSP, MGF, MassBank, mzML, JCAMP-DX, CSV.").render(language)
    parser.add_argument("files", nargs="+", metavar="FILE", help=words)


def _folder(parser: argparse.ArgumentParser, name: str, language: str) -> None:
    words = message(CONTEXT, "The folder of the index.").render(language)
    parser.add_argument(name, required=True, metavar="DIR", help=words)


def _verb(group: Any, name: str, text: Message, language: str) -> argparse.ArgumentParser:
    words = text.render(language)
    parser: argparse.ArgumentParser = group.add_parser(name, help=words, description=words)
    return parser


def _say(text: str) -> None:
    print(text)  # noqa: T201 - the command line speaks by printing


def _warn(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - see above
