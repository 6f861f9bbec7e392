/* What table is on the clipboard? Rows of texts, from Excel's and Word's HTML or from plain text with tabs. */

const MOST_ROWS = 400;

/** The rows of the largest table in what was copied; [] when it is a single text. */
export function tableOf(data) {
  const html = data.getData("text/html");
  const rows = (html && fromHtml(html)) || fromText(data.getData("text/plain"));
  return rows.length > 1 || (rows[0]?.length ?? 0) > 1 ? rows : [];
}

/** The rows of a table in HTML; null when there is none. The parsed document is inert: nothing in it runs or loads. */
export function fromHtml(html) {
  const tables = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("table")];
  const outer = tables.filter((table) => !table.parentElement.closest("table"));
  const largest = outer.sort((a, b) => b.rows.length - a.rows.length)[0];
  if (!largest) return null;
  const spans = []; // how many rows below a cell of an earlier row still covers, by column
  return trimmed([...largest.rows].slice(0, MOST_ROWS).map((row) => rowOf(row, spans)));
}

function rowOf(row, spans) {
  const texts = [];
  const skip = () => {
    while (spans[texts.length] > 0) {
      spans[texts.length] -= 1;
      texts.push("");
    }
  };
  for (const cell of row.cells) {
    skip();
    const below = Math.min(cell.rowSpan, MOST_ROWS) - 1;
    for (let place = 0; place < Math.min(cell.colSpan, 20); place += 1) {
      spans[texts.length] = below;
      texts.push(place ? "" : oneLine(cell.textContent));
    }
  }
  skip();
  return texts;
}

/** The rows of text with tabs, as Excel writes it: a text with a tab, a new line or a quote in it stands in quotes. */
export function fromText(text) {
  const rows = [[]];
  const body = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  const pattern = /(?:"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*))(\t|\n|$)/gy;
  for (const [whole, quoted, plain, end] of body.matchAll(pattern)) {
    if (!whole && pattern.lastIndex >= body.length && rows.at(-1).length) break;
    rows.at(-1).push(oneLine(quoted === undefined ? plain : quoted.replaceAll('""', '"')));
    if (!end || rows.length > MOST_ROWS) break;
    if (end === "\n") rows.push([]);
  }
  return trimmed(rows);
}

/** Without the columns and the last rows in which nothing stands. */
function trimmed(rows) {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const used = [...Array(width).keys()].filter((column) => rows.some((row) => row[column]));
  const first = used[0] ?? 0;
  const last = used.at(-1) ?? 0;
  const full = rows.map((row) => [...Array(last - first + 1).keys()].map((column) => row[first + column] ?? ""));
  while (full.length && full.at(-1).every((text) => !text)) full.pop();
  return full;
}

function oneLine(text) {
  return text.normalize("NFC").replace(/[\s\u00a0\u200b\ufeff]+/g, " ").trim();
}
