"""Who did what, acting for whom, when and from where. Entries are added, never changed."""
