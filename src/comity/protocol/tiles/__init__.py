"""A log as static files: C2SP tlog-tiles. Paths, bundles of entries, the growing edge, and authenticated reading."""

from comity.protocol.tiles.bundles import LONGEST_ENTRY, join_entries, split_entries
from comity.protocol.tiles.edge import Edge, edge_paths
from comity.protocol.tiles.paths import WIDTH, TilePath, bundle_path, tile_path
from comity.protocol.tiles.reading import TileReader

__all__ = [
    "LONGEST_ENTRY",
    "WIDTH",
    "Edge",
    "TilePath",
    "TileReader",
    "bundle_path",
    "edge_paths",
    "join_entries",
    "split_entries",
    "tile_path",
]
