"""A library of spectra on disk that is searched in place and grows without being rebuilt."""
