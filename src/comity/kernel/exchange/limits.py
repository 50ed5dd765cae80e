"""Every bound of the exchange, in one place: nothing that a peer sends is read without one."""

from __future__ import annotations

from datetime import timedelta

RECORDS_PER_PAGE = 500
"""Items in one answer."""

LARGEST_CONTENT = 1024 * 1024
"""Bytes of one record as canonical JSON; larger things are files, and the record names their hash."""

LARGEST_ENVELOPE = 256 * 1024
"""Bytes of one signed statement: a header and one commitment per field."""

LARGEST_PAGE = 16 * 1024 * 1024
"""Bytes of one answer with items; a sender ends its page before that."""

LARGEST_ANSWER = 256 * 1024
"""Bytes of any other answer of a peer: cards, receipts, answers to questions."""

LARGEST_CARD = 64 * 1024
"""Bytes of a node card with its signatures."""

DEEPEST = 32
"""Levels of lists and objects in what a peer sends."""

MOST_FIELDS = 200
"""Fields of one record."""

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
"""Longest silence of a peer."""

SECONDS_PER_REQUEST = 120.0
"""Longest time for one whole answer, also when it drips byte by byte."""

SECONDS_PER_SYNCHRONISATION = 900.0
"""After that the work goes on in a next turn: one slow peer does not hold a worker for ever."""

FRESH_FOR = timedelta(minutes=5)
"""How old a signed request may be, and how far ahead its clock."""

CLOCKS_DIFFER = timedelta(days=2)
"""How far the clocks of two nodes may differ before the validity of a key is judged wrongly."""

REQUESTS_PER_MINUTE = 1200
"""Requests of one peer, in each process that answers."""

QUESTIONS_PER_MINUTE = 60
QUESTIONS_PER_DAY = 2_000
"""Questions of one peer that are answered, whichever process is asked: each may search a whole collection, and somebody
who asks without end would learn it piece by piece."""

LARGEST_KEPT = 64 * 1024
"""Bytes kept of an item that was refused, as evidence; of a larger one the hash and the beginning."""

MOST_REFUSALS = 10_000
"""Refused items kept per peer; beyond, only their number grows."""

RECEIPTS_PER_NOTE = 500
"""Records acknowledged by one signed receipt."""
