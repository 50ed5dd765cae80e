"""Build hook: compile the message catalogues (`.po`, reviewed) into `.mo` (made, never committed)."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write one `.mo` beside every `.po` below `root`; fuzzy entries are left out."""
    made = []
    for source in sorted(root.glob("src/comity/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        made.append(target)
    return made


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's generic is for its own configurations
    """Called by hatchling for wheels and for editable installs."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and have the compiled catalogues shipped although git ignores them."""
        root = Path(self.root)
        build_data["artifacts"].extend(str(path.relative_to(root)) for path in compile_catalogues(root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
