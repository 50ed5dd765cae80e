"""Content-addressed files: what was written once is found under its digest, unchanged, or not at all."""

from comity.kernel.files.store import Stored, has, keep, keep_file, parts, read

__all__ = ["Stored", "has", "keep", "keep_file", "parts", "read"]
