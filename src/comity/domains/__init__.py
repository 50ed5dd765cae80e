"""What forensic cooperation is about, one room per subject."""
