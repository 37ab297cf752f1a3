// Tables of class "sortable": buttons in the heads sort, a box above filters. Without this script they are whole, only still.
(() => {
  const { lang } = document.documentElement;
  const texts = document.body.dataset;
  const collator = new Intl.Collator(lang, { numeric: true });
  const [group, point] = lang === "vi" ? [".", ","] : [",", "."];
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
  const missing = (cell) => !cell || cell.matches(".blank, .absent, .unreadable") || !cell.textContent.trim();
  const printed = (cell) => cell.dataset.value ?? cell.textContent.trim();
  const number = (cell) => Number(cell.dataset.value
    ?? printed(cell).replaceAll(group, "").replace(point, ".").replace("−", "-").replace(/[%\s]/g, ""));
  const movable = (body) => [...body.rows].filter((row) => !row.matches(".total"));

  function sort(table, head, column) {
    const sign = head.ariaSort === "ascending" ? -1 : 1;
    for (const other of head.parentNode.cells) other.ariaSort = null;
    head.ariaSort = sign > 0 ? "ascending" : "descending";
    for (const body of table.tBodies) {
      const rows = movable(body);
      const filled = rows.filter((row) => !missing(row.cells[column]));
      const numeric = !filled.some((row) => Number.isNaN(number(row.cells[column])));
      filled.sort((one, two) => {
        const [a, b] = [one.cells[column], two.cells[column]];
        return sign * (numeric ? number(a) - number(b) : collator.compare(printed(a), printed(b)));
      });
      body.prepend(...filled, ...rows.filter((row) => missing(row.cells[column])));
    }
  }

  function filter(table) {
    const rows = [...table.tBodies].flatMap(movable);
    if (rows.length < 10) return;
    const line = document.createElement("p");
    line.className = "filter";
    line.innerHTML = "<label><span></span> <input type=search autocomplete=off></label> <output></output>";
    const [label, input, count] = ["span", "input", "output"].map((name) => line.querySelector(name));
    label.textContent = texts.filter;
    input.addEventListener("input", () => {
      const wanted = fold(input.value);
      for (const row of rows) row.hidden = !fold(row.textContent).includes(wanted);
      count.textContent = wanted && `${rows.filter((row) => !row.hidden).length}/${rows.length}`;
    });
    (table.closest(".scroll") ?? table).before(line);
  }

  // As the reader's own spreadsheet expects it: in Vietnamese a decimal comma, so fields are parted by semicolons.
  // FORMULA is put in when a page is made: the rule of `formulas` for text that gets an apostrophe.
  function field(cell) {
    const text = (cell.dataset.value?.replace(".", point) ?? cell.textContent.trim()).replace(/\s+/g, " ");
    const safe = /FORMULA/u.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  }

  function csv(table) {
    const line = (row) => [...row.cells].map(field).join(point === "," ? ";" : ",");
    return "\ufeff" + [...table.rows].filter((row) => !row.hidden).map(line).join("\r\n") + "\r\n";
  }

  function save(table) {
    if (table.rows.length < 3) return;
    const line = document.createElement("p");
    line.className = "save";
    line.innerHTML = "<button type=button></button>";
    const [button] = line.children;
    const name = table.caption?.textContent.trim() ?? document.title;
    button.textContent = texts.save;
    button.ariaLabel = `${texts.save}: ${name}`;
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([csv(table)], { type: "text/csv" }));
      link.download = `${fold(name).replace(/[^a-z0-9]+/g, "-").slice(0, 60)}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    (table.closest(".scroll") ?? table).after(line);
  }

  document.querySelectorAll("table.cchc").forEach(save);
  for (const table of document.querySelectorAll("table.sortable")) {
    if (table.tHead?.rows.length !== 1 || table.querySelector("tr.group")) continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      button.title = texts.sort;
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });
    filter(table);
  }
  if (matchMedia("(max-width: 70rem)").matches) document.querySelector(".toc details")?.removeAttribute("open");
})();
