"""Pictures of what was reported: trends, maps, spread, the market, linked seizures."""
