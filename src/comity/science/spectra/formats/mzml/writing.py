"""Writing mzML 1.1: valid against the schema in structure, peaks as zlib-packed 64-bit numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TextIO
from xml.sax.saxutils import quoteattr

from comity.science.spectra.formats.fields import kind_text, other_fields
from comity.science.spectra.formats.mzml import terms
from comity.science.spectra.formats.mzml.arrays import encode_array
from comity.science.spectra.formats.mzml.reading import NO_IDENTIFIER, VOCABULARY
from comity.science.spectra.formats.values import shown
from comity.science.spectra.spectrum import Spectrum

HEAD: Final = """<?xml version="1.0" encoding="utf-8"?>
<mzML xmlns="http://psi.hupo.org/ms/mzml" version="1.1.0">
 <cvList count="2">
  <cv id="MS" fullName="PSI-MS" URI="https://purl.obolibrary.org/obo/ms.obo"/>
  <cv id="UO" fullName="Unit Ontology" URI="https://purl.obolibrary.org/obo/uo.obo"/>
 </cvList>
 <fileDescription><fileContent>
  <cvParam cvRef="MS" accession="MS:1000580" name="MSn spectrum" value=""/>
 </fileContent></fileDescription>
 <softwareList count="1"><software id="comity" version="1">
  <cvParam cvRef="MS" accession="MS:1000799" name="custom unreleased software tool" value="comity"/>
 </software></softwareList>
 <instrumentConfigurationList count="1"><instrumentConfiguration id="unknown">
  <cvParam cvRef="MS" accession="MS:1000031" name="instrument model" value=""/>
 </instrumentConfiguration></instrumentConfigurationList>
 <dataProcessingList count="1"><dataProcessing id="conversion">
  <processingMethod order="0" softwareRef="comity">
   <cvParam cvRef="MS" accession="MS:1000544" name="Conversion to mzML" value=""/>
  </processingMethod>
 </dataProcessing></dataProcessingList>
 <run id="run" defaultInstrumentConfigurationRef="unknown">
"""
TAIL: Final = "  </spectrumList>\n </run>\n</mzML>\n"
USER_FIELDS: Final = (
    "name",
    "inchikey",
    "smiles",
    "formula",
    "cas",
    "exact_mass",
    "precursor_type",
    "collision_energy",
    "instrument",
    "instrument_type",
    "retention_index",
    "licence",
    "contributor",
    "splash",
)


def write_mzml(spectra: Sequence[Spectrum], target: TextIO) -> None:
    """A whole document; the number of spectra must be known before the first.

    Examples
    --------
    >>> import io
    >>> text = io.StringIO()
    >>> write_mzml([Spectrum.from_peaks([(50, 9)], name="A")], text)
    >>> 'spectrumList count="1"' in text.getvalue()
    True
    """
    target.write(HEAD)
    target.write(f'  <spectrumList count="{len(spectra)}" defaultDataProcessingRef="conversion">\n')
    for index, spectrum in enumerate(spectra):
        target.writelines(_spectrum(spectrum, index))
    target.write(TAIL)


def _spectrum(spectrum: Spectrum, index: int) -> Iterator[str]:
    yield (
        f'   <spectrum index="{index}" id={quoteattr(f"scan={index + 1}")} defaultArrayLength="{spectrum.mz.size}">\n'
    )
    yield _term(terms.MS_LEVEL, "ms level", "2" if spectrum.technique == "msms" else "1")
    yield _term(terms.CENTROID, "centroid spectrum")
    if spectrum.polarity:
        accession = terms.POSITIVE if spectrum.polarity == "positive" else terms.NEGATIVE
        yield _term(accession, f"{spectrum.polarity} scan")
    yield from _user_fields(spectrum)
    if spectrum.retention_time is not None:
        unit = 'unitCvRef="UO" unitAccession="UO:0000010" unitName="second"'
        start = _term(terms.SCAN_START, "scan start time", shown(spectrum.retention_time), unit)
        yield f'    <scanList count="1"><scan>\n{start}    </scan></scanList>\n'
    if spectrum.precursor_mz is not None:
        ion = _term(terms.SELECTED_MZ, "selected ion m/z", shown(spectrum.precursor_mz))
        yield f'    <precursorList count="1"><precursor><selectedIonList count="1"><selectedIon>\n{ion}'
        yield "    </selectedIon></selectedIonList><activation/></precursor></precursorList>\n"
    yield '    <binaryDataArrayList count="2">\n'
    yield _array(encode_array(spectrum.mz), terms.MZ_ARRAY, "m/z array")
    yield _array(encode_array(spectrum.intensity), terms.INTENSITY_ARRAY, "intensity array")
    yield "    </binaryDataArrayList>\n   </spectrum>\n"


def _user_fields(spectrum: Spectrum) -> Iterator[str]:
    yield _user("identifier", spectrum.identifier or NO_IDENTIFIER)
    if (spectrum.technique == "ei") or kind_text(spectrum) not in ("MS1", "MS2"):
        yield _user("spectrum type", kind_text(spectrum))
    for name in USER_FIELDS:
        value = getattr(spectrum, name)
        if value not in ("", None):
            yield _user(name, shown(value) if isinstance(value, float) else value)
    for synonym in spectrum.synonyms:
        yield _user("synonym", synonym)
    for key, text in other_fields(spectrum.other, VOCABULARY):
        yield _user(key, text)


def _term(accession: str, name: str, value: str = "", unit: str = "") -> str:
    return f'    <cvParam cvRef="MS" accession="{accession}" name={quoteattr(name)} value={quoteattr(value)} {unit}/>\n'


def _user(name: str, value: str) -> str:
    return f"    <userParam name={quoteattr(name)} value={quoteattr(value)}/>\n"


def _array(encoded: str, accession: str, name: str) -> str:
    return (
        f'     <binaryDataArray encodedLength="{len(encoded)}">\n'
        f"{_term(terms.FLOAT_64, '64-bit float')}{_term(terms.ZLIB, 'zlib compression')}{_term(accession, name)}"
        f"      <binary>{encoded}</binary>\n     </binaryDataArray>\n"
    )
