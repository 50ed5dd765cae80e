"""Bytes that cross borders: canonical JSON, signatures, the tree, logs, witnesses, sealed records.

Every format is somebody else's and unchanged: RFC 8785, DSSE, RFC 6962, and C2SP's signed-note, tlog-checkpoint,
tlog-tiles, tlog-cosignature, tlog-witness, tlog-proof, tlog-mirror, tlog-policy; JWE (RFC 7516), RFC 9421.

Rules of this floor: no web framework, no database, no clock, no randomness of its own (time and seeds are arguments);
files only in `folder`. What a verifying function returns has been authenticated; what it could not authenticate it
refuses, with `FormatError` (not what the format asks for) or `VerificationError` (does not fit the signature or root).
"""
