// A convenience: tables sort by a click on a heading. The page says everything without it.
const word = document.getElementById("main").dataset.sort;
const value = (row, at) => row.cells[at].firstChild ? row.cells[at].innerText.trim() : "";
const numeric = (text) => parseFloat(text.replace("−", "-").replace(",", "."));
function sort(table, at, descending) {
  const body = table.tBodies[0], rows = [...body.rows];
  const sign = descending ? -1 : 1;
  rows.sort((a, b) => {
    const x = value(a, at), y = value(b, at), m = numeric(x), n = numeric(y);
    if (Number.isNaN(m) !== Number.isNaN(n)) return Number.isNaN(m) ? 1 : -1;
    return sign * (Number.isNaN(m) ? x.localeCompare(y, document.documentElement.lang) : m - n);
  });
  body.append(...rows);
}
for (const table of document.querySelectorAll("table")) {
  if (table.tBodies[0].rows.length < 4) continue;
  for (const cell of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = word;
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const descending = cell.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sort(table, cell.cellIndex, descending);
    });
  }
}
