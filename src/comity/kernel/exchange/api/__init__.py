"""The exchange for programs: peers, agreements, records. What takes a person (confirming, ending) is not here."""

from comity.kernel.exchange.api.peers import router as peers
from comity.kernel.exchange.api.records import router as records

ROUTERS = (peers, records)
