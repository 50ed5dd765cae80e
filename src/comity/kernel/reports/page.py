"""From a report to one HTML file that opens from a disk without network and without scripts.

Its content security policy allows nothing but this file's own style sheet and small script, named by their digests.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.kernel.reports.model import Picture, Report

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


@lru_cache(maxsize=1)
def _parts() -> dict[str, Any]:
    """Style sheet and script with the policy that admits them."""
    from markupsafe import Markup

    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 – files of this package


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def to_html(report: Report) -> str:
    """`report` as one self-contained HTML file."""
    return _template().render(report=asdict(report), picture=_drawn, **_parts())


def _drawn(picture: Picture) -> Markup:
    from markupsafe import Markup

    return Markup(picture() if callable(picture) else picture)  # noqa: S704 – made by kernel.charts, which escapes texts
