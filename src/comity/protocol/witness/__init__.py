"""Cosigning other logs' heads: the rules of C2SP tlog-witness, without a server."""

from comity.protocol.witness.request import AddCheckpoint
from comity.protocol.witness.rules import Answer, Witness, WitnessState
from comity.protocol.witness.states import FolderState, MemoryState

__all__ = ["AddCheckpoint", "Answer", "FolderState", "MemoryState", "Witness", "WitnessState"]
