"""The spectral library: adding, searching, asking other nodes."""
