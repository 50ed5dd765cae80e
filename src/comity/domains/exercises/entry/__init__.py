"""The door through which laboratories hand in results: pages, interface for programs, command line.

All of them call the same services; none of them checks anything itself.
"""
