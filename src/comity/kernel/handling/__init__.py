"""Labels and the one rule of who may see what."""
