"""One report typed once, in the shapes that others ask for: IDS, ARQ, EWA, EU-EWS."""

from comity.domains.substances.exports.shapes import SHAPES, Shape, exported
from comity.domains.substances.exports.writing import FORMATS, written

__all__ = ["FORMATS", "SHAPES", "Shape", "exported", "written"]
