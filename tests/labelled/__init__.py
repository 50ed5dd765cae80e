"""A room for tests only: notes that carry labels, served in every way in which a room serves records."""
