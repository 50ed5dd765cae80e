"""Records with everything that proves them, in one file that verifies offline, without any server.

A bundle is JSON: for each record its log entry, a tlog-proof (which holds the checkpoint with its cosignatures), and
where wanted the signed envelope and some opened fields; then the verifier keys that its maker names. Those keys are
claims: whoever verifies brings keys or a policy of their own, or compares the fingerprints that the report shows.
"""

from comity.protocol.bundle.model import FORMAT, Bundle, BundledRecord
from comity.protocol.bundle.verification import BundleReport, RecordReport, Trust, verify_bundle

__all__ = ["FORMAT", "Bundle", "BundleReport", "BundledRecord", "RecordReport", "Trust", "verify_bundle"]
