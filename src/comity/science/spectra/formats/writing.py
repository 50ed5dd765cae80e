"""One door for writing: into a file that appears only when complete, or into a stream."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final, TextIO

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.csv import write_csv
from comity.science.spectra.formats.jcamp import write_jcamp
from comity.science.spectra.formats.massbank import write_massbank
from comity.science.spectra.formats.mgf import write_mgf
from comity.science.spectra.formats.msp import write_msp
from comity.science.spectra.formats.mzml import write_mzml
from comity.science.spectra.formats.records import CONTEXT
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

WRITTEN_FORMATS: Final = ("massbank", "msp", "msp-riken", "mgf", "mzml", "jcamp", "csv")

ONE_BY_ONE: Final[dict[str, Callable[[Spectrum, TextIO], None]]] = {
    "massbank": write_massbank,
    "msp": write_msp,
    "msp-riken": lambda spectrum, target: write_msp(spectrum, target, dialect="riken"),
    "mgf": write_mgf,
    "jcamp": write_jcamp,
}


def write_spectra(spectra: Iterable[Spectrum], target: str | Path | BinaryIO, format: str) -> int:  # noqa: A002 - the word that writers of every library use
    """Write `spectra` in one of `WRITTEN_FORMATS`; the answer is their number. mzML needs them all in memory.

    Raises
    ------
    InputError
        When the format is not known. A file appears only when all is written; until then nothing is changed.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> write_spectra([Spectrum.from_peaks([(50, 1.5)], name="A")], file, "msp")
    1
    >>> print(file.getvalue().decode().strip())
    Name: A
    Spectrum_type: MS2
    Num Peaks: 1
    50.0 1.5
    """
    if format not in WRITTEN_FORMATS:
        remedy = message(CONTEXT, "Written are: {formats}.", formats=", ".join(WRITTEN_FORMATS))
        raise InputError("unknown-format", message(CONTEXT, "The format is not known."), where=format, remedy=remedy)
    return _written(target, lambda text: _write_all(spectra, text, format))


def write_traces(traces: Iterable[Trace], target: str | Path | BinaryIO, *, packed: bool = False) -> int:
    """Write infrared and Raman curves as JCAMP-DX, packed where evenly spaced if wanted; the answer is their number.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> write_traces([Trace.from_points([(400, 0.1), (401, 0.2)], name="A")], file)
    1
    >>> file.getvalue().decode().splitlines()[0]
    '##TITLE= A'
    """

    def write(text: TextIO) -> int:
        count = 0
        for count, trace in enumerate(traces, 1):  # noqa: B007 - the last number is the answer
            write_jcamp(trace, text, packed=packed)
        return count

    return _written(target, write)


def _write_all(spectra: Iterable[Spectrum], text: TextIO, form: str) -> int:
    if form == "mzml":
        collected = list(spectra)
        write_mzml(collected, text)
        return len(collected)
    count = 0
    for count, spectrum in enumerate(spectra, 1):
        if form == "csv":
            write_csv(spectrum, text, number=count)
        else:
            ONE_BY_ONE[form](spectrum, text)
    return count


def _written(target: str | Path | BinaryIO, write: Callable[[TextIO], int]) -> int:
    if not isinstance(target, str | Path):
        text = io.TextIOWrapper(target, encoding="utf-8", newline="")
        count = write(text)
        text.detach()
        return count
    path = Path(target)
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as text_file:
        unfinished = Path(text_file.name)
        try:
            count = write(text_file)  # type: ignore[arg-type]  # a temporary file is a text file, whatever its class
        except BaseException:
            unfinished.unlink()
            raise
    unfinished.chmod(0o644)
    unfinished.replace(path)
    return count
