"""Work in the background: one process at a time does a job, says how far it is, and what was cut off is done again."""
