"""Pages of this room, and the addresses at which peers ask."""
