"""The look and the conventions of every page and of the interface for programs."""
