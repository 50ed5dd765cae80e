"""The same pictures, alive: hover and highlight in a page, drawn by the same engine from the same specification.

One script for a whole directory of reports, without network and without `eval` (expressions are interpreted), so
that it runs under `script-src 'self'`. A page without it keeps its drawn pictures.
"""

from __future__ import annotations

from functools import lru_cache

from comity.kernel.charts.svg import VEGA_LITE

SNIPPET = """
const options = {ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: {disableDefaultStyle: true}};
for (const holder of document.querySelectorAll("script[type='application/vnd.vegalite+json']")) {
  const target = holder.previousElementSibling;
  const drawn = target.innerHTML;
  vegaEmbed(target, JSON.parse(holder.textContent), options).catch(() => { target.innerHTML = drawn; });
}
"""


@lru_cache(maxsize=1)
def interactive_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that enlivens every picture that brings its data."""
    import vl_convert

    return vl_convert.javascript_bundle(SNIPPET, vl_version=VEGA_LITE)
