"""How a round is conducted: pure decisions on its life, its participants, its parcels and what tables may show.

Time, randomness and records are arguments; nothing here knows a database or a page. `rules.py` decides about results.
"""
