"""Pure numbers: functions and frozen dataclasses over arrays. No clock, no file, no network, no global state."""
