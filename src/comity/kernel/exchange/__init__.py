"""Signed, labelled records between nodes: record types, peers, what left, what came, and how both ends stay equal."""
