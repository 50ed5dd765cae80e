"""JSON Schemas of what this room writes."""
