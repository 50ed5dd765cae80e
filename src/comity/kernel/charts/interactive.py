"""The same pictures, alive: points that say what they are, axes that can be narrowed, by the engine of paper.

The engine is one script that is served from the site: no network, no `eval` (expressions are interpreted), so that
it runs under `script-src 'self'`. `static/comity/charts.js` loads it where a page has a chart; without it a page keeps
its drawn pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.kernel.charts.svg import VEGA_LITE, complete, number_locale
from comity.kernel.charts.theme import COLOURS, FONTS

ENGINE = "vendor/vega/vega-16d620d1.js"  # named by its digest: browsers may keep it for ever
EXPORTS = "export { vegaEmbed };"
WORDS = "words"  # the field of a row that says in a sentence what a point is
FROM, TO = "from", "to"  # the parameters that narrow the axis

_ROLE = {value: f"var(--{role.replace('_', '-')})" for role, value in COLOURS.items()}


def engine_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed of the very versions that draw for paper, as one module."""
    import vl_convert

    return vl_convert.javascript_bundle(EXPORTS, vl_version=VEGA_LITE)


def alive(spec: Mapping[str, Any], *, language: str = "en") -> dict[str, Any]:
    """What a page's script needs: the picture with colours by role, that follow light and dark, and the locale."""
    ready = _coloured(complete(spec))
    ready["config"]["font"] = FONTS
    return {"spec": ready, "locale": number_locale(language)}


def narrowing(low: float, high: float) -> dict[str, Any]:
    """What a specification needs so that the page can narrow its horizontal axis, which runs from `low` to `high`."""
    return {"params": [{"name": FROM, "value": low}, {"name": TO, "value": high}]}


def narrowed_domain() -> dict[str, Any]:
    """The scale of an axis that `narrowing` moves."""
    return {"domainMin": {"expr": FROM}, "domainMax": {"expr": TO}, "nice": False, "zero": False}


def _coloured(value: Any) -> Any:
    if isinstance(value, str):
        return _ROLE.get(value, value)
    if isinstance(value, Mapping):
        return {key: _coloured(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [_coloured(part) for part in value]
    return value
