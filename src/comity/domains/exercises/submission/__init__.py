"""What a laboratory hands in: rows as typed, their check, the receipt, and which version counts. Pure.

Rules: what was typed is kept as typed; page, spreadsheet, programming interface and command line meet the same check;
the time of arrival decides what is late; a receipt is a file whose SHA-256 is its digest, so that anybody can verify
it.
"""
