"""Techniques of analysis, and SWGDRUG's categories of them."""

from __future__ import annotations

from enum import StrEnum


class TechniqueCategory(StrEnum):
    """SWGDRUG's categories by discriminating power: A selective by structure, B by physical property, C presumptive."""

    A = "A"
    B = "B"
    C = "C"


TECHNIQUES: dict[str, TechniqueCategory] = {
    "infrared spectroscopy": TechniqueCategory.A,
    "mass spectrometry": TechniqueCategory.A,
    "nuclear magnetic resonance": TechniqueCategory.A,
    "Raman spectroscopy": TechniqueCategory.A,
    "X-ray diffraction": TechniqueCategory.A,
    "capillary electrophoresis": TechniqueCategory.B,
    "gas chromatography": TechniqueCategory.B,
    "ion mobility spectrometry": TechniqueCategory.B,
    "liquid chromatography": TechniqueCategory.B,
    "microcrystalline test": TechniqueCategory.B,
    "thin layer chromatography": TechniqueCategory.B,
    "ultraviolet spectroscopy": TechniqueCategory.B,
    "colour test": TechniqueCategory.C,
    "fluorescence spectroscopy": TechniqueCategory.C,
    "immunoassay": TechniqueCategory.C,
    "melting point": TechniqueCategory.C,
}
