"""Every bound on what is read, with its reason."""

MAXIMUM_FILE_BYTES = 50_000_000
"""A round of 1000 laboratories, 40 item-measurands and 5 replicates, 250 bytes a row, fills this."""

MAXIMUM_ROWS = 200_000
"""The same round counted in rows; a worksheet itself could hold 1,048,576."""

MAXIMUM_COLUMNS = 100
"""Six times the columns that any of our tables has; more is a matrix or an accident."""

MAXIMUM_CELLS = MAXIMUM_ROWS * MAXIMUM_COLUMNS
"""Blank ones included: a workbook of a few bytes can claim cells without end."""

LAST_WORKSHEET_ROW = 1_048_576
"""Of any spreadsheet program; a row that claims a larger number is no row of a worksheet."""

MAXIMUM_LINE_CHARACTERS = 1_000_000
"""A row of 100 long cells takes less than half of it."""

MAXIMUM_CELL_CHARACTERS = 4_000
"""A page of remarks; a worksheet cell itself could hold 32,767."""

MAXIMUM_WORKBOOK_PARTS = 500
"""Files inside a workbook; an ordinary one has about ten, and one more for each sheet."""

MAXIMUM_UNPACKED_BYTES = 200_000_000
"""What a workbook may unpack to: 200,000 rows of 15 cells take about 150 MB of XML."""

MAXIMUM_UNPACKED_RATIO = 200
"""Worksheets shrink by 10 to 60 when packed; DEFLATE can reach 1032, which only a bomb does."""

RATIO_APPLIES_FROM_BYTES = 1_000_000
"""Small parts may be as repetitive as they like."""

MAXIMUM_FAULTS = 500
"""Nobody reads more; the rest is counted by trying again."""
