"""Which file it is, told from its first bytes: vendor files are named, so that a person knows what to export instead.

Signatures: Thermo `.raw` (01 A1 and "Finnigan" in UTF-16), compound documents (Sciex `.wiff`, old workbooks), netCDF
(`CDF` 01/02/05), HDF5, Galactic `.spc` (second byte 4B, 4C or 4D), Thermo `.spa`, Agilent `data.ms`, SQLite (Bruker),
ZIP, 7z, RAR, xz, bzip2, zstd, PDF.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from comity.base.errors import InputError
from comity.base.messages import Message, message
from comity.science.spectra.formats.records import CONTEXT, file_error

HEAD_BYTES: Final = 65_536
GZIP_MARK: Final = b"\x1f\x8b"
FORMATS: Final = ("massbank", "msp", "mgf", "mzml", "jcamp", "csv")
SUFFIXES: Final = {
    ".msp": "msp",
    ".mspec": "msp",
    ".mgf": "mgf",
    ".mzml": "mzml",
    ".jdx": "jcamp",
    ".dx": "jcamp",
    ".jcamp": "jcamp",
    ".jcm": "jcamp",
    ".csv": "csv",
    ".tsv": "csv",
    ".massbank": "massbank",
}
CONVERT = message(CONTEXT, "Convert it to mzML (for example with ProteoWizard msConvert) or export MSP or JCAMP-DX.")
UNPACK = message(CONTEXT, "Unpack it first and give the files inside; .gz is read as it is.")
SAVE_AS_CSV = message(CONTEXT, "Save the sheet as CSV (UTF-8).")
EXPORT_JCAMP = message(CONTEXT, "Export the curve as JCAMP-DX (.jdx) from the instrument's software.")
SAVE_UTF_8 = message(CONTEXT, "Save the file as UTF-8.")

Signature = tuple[Callable[[bytes], bool], str, Message, Message]


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _is_galactic(head: bytes) -> bool:
    return len(head) > 512 and head[1] in (0x4B, 0x4C, 0x4D) and b"\0" in head[:512] and head[0] < 0x80


def _is_zip_with(*names: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"PK\x03\x04") and any(name in head for name in names)


SIGNATURES: Final[tuple[Signature, ...]] = (
    (
        lambda head: head.startswith(b"\x01\xa1") and "Finnigan".encode("utf-16-le") in head[:64],
        "vendor-thermo",
        message(CONTEXT, "This is a Thermo .raw file, which only the vendor's software reads."),
        CONVERT,
    ),
    (
        _is_zip_with(b".D/", b".d/", b"AcqData/"),
        "vendor-agilent",
        message(CONTEXT, "This is a packed Agilent or Bruker .D folder, which only the vendor's software reads."),
        CONVERT,
    ),
    (
        _is_zip_with(b"xl/", b"[Content_Types].xml"),
        "workbook",
        message(CONTEXT, "This is a workbook, not a file of spectra."),
        SAVE_AS_CSV,
    ),
    (
        _starts(b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd"),
        "packed",
        message(CONTEXT, "This is a packed file; packed files are not opened, since they can hide any size."),
        UNPACK,
    ),
    (
        _starts(b"CDF\x01", b"CDF\x02", b"CDF\x05"),
        "vendor-netcdf",
        message(CONTEXT, "This is a netCDF file (AIA/ANDI-MS, .cdf), a whole chromatogram and not a list of spectra."),
        CONVERT,
    ),
    (
        _starts(b"\x89HDF\r\n\x1a\n"),
        "vendor-hdf5",
        message(CONTEXT, "This is an HDF5 file (netCDF-4 or mz5)."),
        CONVERT,
    ),
    (
        _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        "vendor-compound",
        message(CONTEXT, "This is a compound document: a Sciex .wiff file or an old workbook."),
        CONVERT,
    ),
    (
        _starts(b"SQLite format 3\0"),
        "vendor-sqlite",
        message(CONTEXT, "This is a database file, as Bruker instruments write it."),
        CONVERT,
    ),
    (
        _starts(b"\x012\x00\x00"),
        "vendor-agilent",
        message(CONTEXT, "This is an Agilent ChemStation data file (data.ms)."),
        CONVERT,
    ),
    (
        _starts(b"Spectral Data File"),
        "vendor-spa",
        message(CONTEXT, "This is a Thermo OMNIC .spa file."),
        EXPORT_JCAMP,
    ),
    (_is_galactic, "vendor-spc", message(CONTEXT, "This is a Galactic .spc file."), EXPORT_JCAMP),
    (_starts(b"%PDF"), "not-spectra", message(CONTEXT, "This is a PDF, not a file of spectra."), CONVERT),
    (
        _starts(b"\xff\xfe", b"\xfe\xff"),
        "encoding",
        message(CONTEXT, "The text is written in UTF-16."),
        SAVE_UTF_8,
    ),
)


def check_not_a_folder(path: Path) -> None:
    """Vendor data that is a folder is named as such."""
    if not path.is_dir():
        return
    if path.suffix.lower() in (".d", ".raw"):
        what = message(CONTEXT, "This is an instrument's data folder, which only the vendor's software reads.")
        raise file_error("vendor-folder", what, str(path), remedy=CONVERT)
    remedy = message(CONTEXT, "Give the files inside.")
    raise file_error("folder", message(CONTEXT, "This is a folder."), str(path), remedy=remedy)


def refuse_foreign(head: bytes, file: str) -> None:
    """Stop at files that are known not to be readable, naming what they are."""
    for matches, code, what, remedy in SIGNATURES:
        if matches(head):
            raise file_error(code, what, file, remedy=remedy)
    if b"\0" in head:
        what = message(CONTEXT, "This is a binary file of an unknown kind.")
        raise file_error("binary", what, file, remedy=CONVERT)


def detect_format(head: bytes, file: str) -> str:
    r"""One of `FORMATS`, from the content first and the name second.

    Raises
    ------
    InputError
        When it is a vendor's file, packed, or nothing known.

    Examples
    --------
    >>> detect_format(b"BEGIN IONS\nPEPMASS=50", "spectra.txt"), detect_format(b"##TITLE= A", "a")
    ('mgf', 'jcamp')
    """
    refuse_foreign(head, file)
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").lstrip()
    if not text:
        raise file_error("empty", message(CONTEXT, "The file is empty."), file)
    if text.startswith("<"):
        return _xml_format(text, file)
    return _text_format(text) or SUFFIXES.get(_suffix(file), "") or _unknown(file)


def _xml_format(text: str, file: str) -> str:
    if "<mzML" in text or "<indexedmzML" in text:
        return "mzml"
    if "<mzXML" in text:
        what = message(CONTEXT, "This is an mzXML file, the forerunner of mzML.")
        raise file_error("mzxml", what, file, remedy=CONVERT)
    if _suffix(file) == ".mzml":
        return "mzml"
    raise file_error("not-spectra", message(CONTEXT, "This XML is not mzML."), file, remedy=CONVERT)


PATTERNS: Final = (
    ("mgf", re.compile(r"^BEGIN IONS\s*$", re.IGNORECASE | re.MULTILINE)),
    ("jcamp", re.compile(r"\A##\s*[A-Z]", re.IGNORECASE)),
    ("msp", re.compile(r"^num ?peaks?\s*:", re.IGNORECASE | re.MULTILINE)),
    ("massbank", re.compile(r"^(ACCESSION|PK\$PEAK|RECORD_TITLE):", re.MULTILINE)),
    ("msp", re.compile(r"\A(name|inchikey|precursormz)\s*:", re.IGNORECASE)),
    (
        "csv",
        re.compile(
            r"^[^\n]{0,2000}\b(m/z|mz|mass)\b[^\n]{0,2000}\b(int|inten|abund|height)", re.IGNORECASE | re.MULTILINE
        ),
    ),
    ("csv", re.compile(r"^\s*\d+([.,]\d+)?\s*[,;\t ]\s*\d+([.,]\d+)?([eE][+-]?\d+)?\s*$", re.MULTILINE)),
)


def _text_format(text: str) -> str:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return next((name for name, pattern in PATTERNS if pattern.search(unified)), "")


def _suffix(file: str) -> str:
    path = Path(file)
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def _unknown(file: str) -> str:
    remedy = message(CONTEXT, "Say which format it is; known are: {formats}.", formats=", ".join(FORMATS))
    raise InputError("unknown-format", message(CONTEXT, "The format cannot be told."), where=file, remedy=remedy)
