"""JCAMP-DX: mass spectra as peak tables, infrared and Raman curves also in the packed forms.

Sources: McDonald & Wilks, Applied Spectroscopy 42 (1988) 151-162 (JCAMP-DX 4.24, infrared, packed forms); Lampen et
al., Applied Spectroscopy 48 (1994) 1545-1552 (mass spectrometry, version 5).
"""

from comity.science.spectra.formats.jcamp.reading import read_jcamp
from comity.science.spectra.formats.jcamp.writing import write_jcamp

__all__ = ["read_jcamp", "write_jcamp"]
