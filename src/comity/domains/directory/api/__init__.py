"""The directory for programs: everything that its pages can do."""

from comity.domains.directory.api.entries import router as entries
from comity.domains.directory.api.files import router as files
from comity.domains.directory.api.parts import router as parts

__all__ = ["entries", "files", "parts"]
