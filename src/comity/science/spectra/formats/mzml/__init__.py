"""mzML 1.1: the open XML format of mass spectrometers, read scan by scan.

Source: Martens et al., Molecular & Cellular Proteomics 10 (2011) R110.000133, and the PSI-MS vocabulary. Refused:
entities and document types, texts beyond the parser's bounds, arrays that unpack to more than the peaks allowed.
"""

from comity.science.spectra.formats.mzml.reading import read_mzml
from comity.science.spectra.formats.mzml.writing import write_mzml

__all__ = ["read_mzml", "write_mzml"]
