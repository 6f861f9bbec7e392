/* Which cell does each pasted text belong to? By STT where the table has it, by label, else row by row from the cursor.

   `lines` are the rows of the page in printed order: {key, code, label, unit, onPaper}. */

const SAME_LABEL = 14; // letters at the beginning that tell one label from another well enough

/** {entries: [{key, typed, note}], left: [{text, why}], how: "stt" | "label" | "place", doubt: a sentence or ""}. */
export function match(table, lines, from) {
  const labels = columnOf(table, (text) => lines.some((line) => sameLabel(text, line.label)));
  const codes = codeColumn(table, lines, labels);
  if (codes >= 0) return byCode(table, lines, codes, labels >= 0 ? labels : wordsBeside(table, codes));
  if (labels >= 0) return byLabel(table, lines, labels);
  return byPlace(table, lines, from);
}

/** "2.1.", "2 . 1" and Excel's "2,1" are 2.1. */
export function codeOf(text) {
  const code = text.replace(/\s+/g, "").replaceAll(",", ".");
  return /^\d+(\.\d+)*\.?$/.test(code) ? code.replace(/\.$/, "") : "";
}

function codeColumn(table, lines, labels) {
  const known = new Set(lines.map((line) => line.code));
  const width = table[0].length;
  const found = columnOf(table, (text) => known.has(codeOf(text)));
  if (found < 0 || found === width - 1 || (labels >= 0 && found > labels)) return -1;
  const codes = table.map((row) => codeOf(row[found])).filter((code) => known.has(code));
  const ranks = codes.map((code) => lines.findIndex((line) => line.code === code));
  const rises = ranks.every((rank, place) => !place || rank > ranks[place - 1]);
  // Two bare columns of figures look like STT and figure too: without labels it takes a "2.1" to be sure.
  const sure = labels >= 0 || codes.some((code) => code.includes("."));
  return rises && sure ? found : -1;
}

/** The column of labels that are not those of this form; -1 when there is none. */
function wordsBeside(table, codes) {
  const texts = table.map((row) => row[codes + 1] ?? "").filter(Boolean);
  const wordy = texts.filter((text) => /\p{L}{2}.*\p{L}{2}.*\p{L}{2}/u.test(text)).length;
  return table[0].length > codes + 2 && wordy * 2 > texts.length ? codes + 1 : -1;
}

/** The first column of which most texts fit; -1 when there is none. */
function columnOf(table, fits) {
  return [...table[0].keys()].find((column) => {
    const texts = table.map((row) => row[column]).filter(Boolean);
    const right = texts.filter(fits).length;
    return right > 0 && right * 2 >= texts.length;
  }) ?? -1;
}

function byCode(table, lines, codes, labels) {
  const columns = figureColumns(table, lines, Math.max(codes, labels));
  const known = new Map(lines.map((line) => [line.code, line]));
  const result = { entries: [], left: [], how: "stt", doubt: "" };
  let strangers = 0;
  for (const row of table) {
    const code = codeOf(row[codes]);
    if (!code) continue; // the head of the table, or a line without a number
    const line = known.get(code);
    if (!line) result.left.push({ text: row.join(" · "), why: `Phụ lục này không có STT ${code}` });
    else if (labels >= 0 && row[labels] && !sameLabel(row[labels], line.label)) strangers += 1;
    if (line) take(result, line, row, columns);
  }
  if (strangers * 2 > table.length) {
    result.doubt = "Tên chỉ tiêu trong bảng dán khác biểu này: có thể bảng thuộc phụ lục khác.";
  }
  return result;
}

function byLabel(table, lines, labels) {
  const columns = figureColumns(table, lines, labels);
  const result = { entries: [], left: [], how: "label", doubt: "" };
  let next = 0; // labels repeat ("Tổng số nhiệm vụ được giao"): the printed order tells which is meant
  for (const row of table) {
    const found = lines.findIndex((line, place) => place >= next && sameLabel(row[labels], line.label));
    if (found >= 0) {
      take(result, lines[found], row, columns);
      next = found + 1;
    } else if (row[columns.typed]) result.left.push({ text: row.join(" · "), why: "Không tìm thấy chỉ tiêu này" });
  }
  return result;
}

function byPlace(table, lines, from) {
  const start = Math.max(0, lines.findIndex((line) => line.key === from));
  const below = lines.slice(start);
  // A department's paper leaves out the rows of districts and communes; a sheet of the whole form has them.
  const rows = table.length === below.length ? below : below.filter((line) => line.onPaper);
  const result = { entries: [], left: [], how: "place", doubt: "" };
  table.forEach((row, place) => {
    if (rows[place]) take(result, rows[place], row, { typed: 0, note: 1 });
    else if (row[0]) result.left.push({ text: row[0], why: "Quá dòng cuối của biểu" });
  });
  return result;
}

/** Where figure and note stand to the right of the labels; a unit may stand between. */
function figureColumns(table, lines, last) {
  const units = new Set(["%", ...lines.map((line) => bare(line.unit))]);
  const isUnit = (text) => units.has(bare(text)) || text.includes("=");
  const texts = table.map((row) => row[last + 1] ?? "").filter(Boolean);
  const hasUnit = table[0].length > last + 2 && texts.filter(isUnit).length * 2 >= texts.length;
  const typed = last + (hasUnit ? 2 : 1);
  return { typed, note: typed + 1 };
}

/** Blank texts leave their cell as it is. */
function take(result, line, row, columns) {
  const typed = row[columns.typed] || undefined;
  const note = row[columns.note] || undefined;
  if (typed !== undefined || note !== undefined) result.entries.push({ key: line.key, typed, note });
}

function sameLabel(a, b) {
  const [one, other] = [bare(a).slice(0, SAME_LABEL), bare(b).slice(0, SAME_LABEL)];
  return one.length > 4 && one === other;
}

/** Letters and digits only, without accents: both spellings of "hóa" are one. */
function bare(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "d")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]/gu, "");
}
