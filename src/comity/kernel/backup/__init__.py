"""Everything that a node must not lose in one file, and back."""
