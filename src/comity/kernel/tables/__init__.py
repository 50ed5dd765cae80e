"""Tables of text from CSV files and workbooks, read within bounds, each cell with its place; and back to files.

Rules: nothing is guessed and nothing is executed. A file is refused as a whole when it is too large, encrypted, carries
macros, or is damaged; a cell is refused when what it shows is not what it holds (formula, date, percentage). What is
read is text exactly as typed; numbers and codes are the business of the room that asked.
"""

import os

# Before openpyxl is loaded: it would read XML with lxml where that is installed, past defusedxml's refusals.
os.environ["OPENPYXL_LXML"] = "False"

from comity.kernel.tables.places import Place, PlacedError
from comity.kernel.tables.reading import read_bounded, read_table
from comity.kernel.tables.table import Row, Table
from comity.kernel.tables.writing import Sheet, csv_text, write_csv, write_xlsx

__all__ = [
    "Place",
    "PlacedError",
    "Row",
    "Sheet",
    "Table",
    "csv_text",
    "read_bounded",
    "read_table",
    "write_csv",
    "write_xlsx",
]
