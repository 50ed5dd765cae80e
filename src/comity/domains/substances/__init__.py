"""Substances: spectra and what they tell, seizures and reports, watch and alerts."""
