"""One door for reading: finds the format, reads record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from comity.base.errors import InputError
from comity.base.messages import message
from comity.science.spectra.formats.csv import read_csv
from comity.science.spectra.formats.jcamp import read_jcamp
from comity.science.spectra.formats.kinds import FORMATS, detect_format
from comity.science.spectra.formats.limits import DEFAULT_LIMITS, Limits
from comity.science.spectra.formats.massbank import read_massbank
from comity.science.spectra.formats.mgf import read_mgf
from comity.science.spectra.formats.msp import read_msp
from comity.science.spectra.formats.mzml import read_mzml
from comity.science.spectra.formats.records import CONTEXT, Entry, Read, RecordError
from comity.science.spectra.formats.sources import Input, Source, opened
from comity.science.spectra.spectrum import Spectrum
from comity.science.spectra.trace import Trace

READERS: Final[dict[str, Callable[[Source], Iterator[Entry]]]] = {
    "massbank": read_massbank,
    "msp": read_msp,
    "mgf": read_mgf,
    "mzml": read_mzml,
    "jcamp": read_jcamp,
    "csv": read_csv,
}


def read_entries(
    given: Input,
    format: str | None = None,  # noqa: A002 - the word that readers of every library use
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Entry]:
    r"""Mass spectra, infrared and Raman traces, and records that could not be used, in the order of the file.

    Parameters
    ----------
    given
        Path, or a stream of bytes (which stays open).
    format
        One of `FORMATS`; found from the content when left out.
    limits
        Ceilings for this reading.

    Raises
    ------
    InputError
        When the file as a whole cannot be read, also in the middle of it; what came before stands.

    Examples
    --------
    >>> import io
    >>> [one.name for one in read_entries(io.BytesIO(b"Name: A\nNum Peaks: 1\n50 9\n"))]
    ['A']
    """
    if format is not None and format not in FORMATS:
        known = ", ".join(FORMATS)
        remedy = message(CONTEXT, "Say which format it is; known are: {formats}.", formats=known)
        raise InputError("unknown-format", message(CONTEXT, "The format is not known."), where=format, remedy=remedy)
    with opened(given, limits) as source:
        found = detect_format(source.head, source.file)
        yield from READERS[format or found](source)


def read_spectra(
    given: Input,
    format: str | None = None,  # noqa: A002 - the word that readers of every library use
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Read]:
    r"""Mass spectra, and records that could not be used; infrared and Raman traces count as such.

    Examples
    --------
    >>> import io
    >>> text = b"Name: A\nNum Peaks: 1\n50 9\n\nName: B\nNum Peaks: 1\nfifty 9\n"
    >>> for read in read_spectra(io.BytesIO(text)):
    ...     print(read.name if isinstance(read, Spectrum) else read.render())
    A
    -, record 2, line 7: The m/z is not a number: “fifty”.
      → Write a number with a decimal point, such as 304.1543.
    """
    for record, entry in enumerate(read_entries(given, format, limits=limits), 1):
        if isinstance(entry, Trace):
            what = message(CONTEXT, "This is an infrared or Raman curve, not a mass spectrum.")
            yield RecordError(_name(given), record, None, what, "not-a-mass-spectrum")
        else:
            yield entry


def read_traces(
    given: Input,
    format: str | None = None,  # noqa: A002 - the word that readers of every library use
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Trace | RecordError]:
    r"""Infrared and Raman traces, and records that could not be used; mass spectra count as such.

    Examples
    --------
    >>> import io
    >>> [one.code for one in read_traces(io.BytesIO(b"Name: A\nNum Peaks: 1\n50 9\n"))]
    ['not-a-trace']
    """
    for record, entry in enumerate(read_entries(given, format, limits=limits), 1):
        if isinstance(entry, Spectrum):
            what = message(CONTEXT, "This is a mass spectrum, not an infrared or Raman curve.")
            yield RecordError(_name(given), record, None, what, "not-a-trace")
        else:
            yield entry


def _name(given: Input) -> str:
    return str(given if isinstance(given, str) else getattr(given, "name", "") or "-")
