"""Pages that span the rooms: what waits for me, search, about, health."""
