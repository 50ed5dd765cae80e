"""Pages after the deadline of a round."""
