"""Spectra as values: validated, cleaned, read and written, compared and found again."""
