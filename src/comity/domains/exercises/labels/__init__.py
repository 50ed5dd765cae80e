"""Labels of parcels: who it is for, which items are inside, and a QR code that leads to the page of this one parcel.

A label bears the parcel's reference and never the confidential code: whoever packs reads names, and learns no codes.
"""

from comity.domains.exercises.labels.sheet import Label, label_of, qr_code, sheet_as_pdf, sheet_as_svg

__all__ = ["Label", "label_of", "qr_code", "sheet_as_pdf", "sheet_as_svg"]
