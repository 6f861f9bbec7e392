/* What stands in the cells on the page, and how is a saved cell shown? */

const MARKS = {
  "": "",
  waiting: "… chưa gửi",
  saving: "↑ đang lưu",
  saved: "✓ đã lưu",
  unread: "! chưa hợp lệ", // kept as it was typed, but no figure
  refused: "✕ chưa lưu",
  conflict: "⇄ trùng sửa",
};
const STATE_TEXTS = { none: "-", out_of_scope: "x", missing: "" };

/** One row of the table that has something to type in or to show. */
export class Cell {
  constructor(row) {
    this.row = row;
    this.key = row.dataset.key;
    this.code = row.querySelector(".c-stt").textContent.trim();
    this.label = labelOf(row);
    this.revision = Number(row.dataset.revision);
    this.claim = row.dataset.claim;
    this.open = "open" in row.dataset;
    this.isChoice = "choice" in row.dataset;
    this.isUnread = false; // whether a text is stored here that could not be read
    this.fields = Object.fromEntries(
      [...row.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field]),
    );
    this.figure = row.querySelector(".amount");
    this.saved = {}; // texts by field, as the server shows them
    this.sent = {}; // {text, isStored} by field: what was sent last, which the server may show in another form
    for (const name of ["typed", "note", "base"]) {
      if (this.fields[name]) this.saved[name] = this.fields[name].value;
    }
  }

  get typed() {
    return this.fields.typed;
  }

  /** Whether a figure is typed here and none is there yet. */
  get isBlank() {
    return Boolean(this.typed) && this.typed.value.trim() === "";
  }

  /** What the person changed in one field since it was loaded, saved or sent; null when nothing. */
  draft(name) {
    const field = this.fields[name];
    if (!field || field.value === this.saved[name] || field.value === this.sent[name]?.text) return null;
    return field.value;
  }

  /** Notes that a text is on its way. */
  send(name, text) {
    this.sent[name] = { text, isStored: false };
  }

  /** Puts what was saved back into a field that holds nothing newer. */
  settle(name) {
    const isUnderWay = this.sent[name] && !this.sent[name].isStored;
    if (this.fields[name] && !isUnderWay && this.draft(name) === null) this.fields[name].value = this.saved[name];
  }

  /** Puts a value into a field as if it had been typed. */
  type(name, value) {
    if (this.fields[name]) this.fields[name].value = value;
  }

  /** Forgets what was typed into a field. */
  restore(name) {
    delete this.sent[name];
    if (this.fields[name]) this.fields[name].value = this.saved[name];
  }

  /** Shows what the server has stored; fields in `keep` still hold something newer. */
  show(stored, keep = {}) {
    this.revision = stored.revision;
    this.claim = stored.claim;
    this.isUnread = stored.state === "missing" && stored.text !== "";
    const texts = { typed: stored.text, note: stored.note, base: stored.base };
    for (const name of Object.keys(this.saved)) {
      const isUntouched = this.draft(name) === null;
      this.saved[name] = texts[name];
      if (name in keep) continue;
      if (this.sent[name]) this.sent[name].isStored = true;
      const field = this.fields[name];
      if (isUntouched && field !== document.activeElement) field.value = texts[name];
    }
    if (this.fields.state && !("typed" in keep)) this.fields.state.value = stored.state;
    this.showFigure(stored);
  }

  showFigure(stored) {
    if (this.figure) {
      this.figure.textContent = stored.shown || stored.text;
      this.figure.classList.toggle("amount--missing", stored.state === "missing");
      this.figure.classList.toggle("amount--none", stored.state === "none");
    }
    setText(this.row.querySelector(".parts"), stored.parts);
    setText(this.row.querySelector(".change"), stored.change);
    const source = this.row.querySelector(".counted");
    setText(source, stored.source);
    if (source) source.hidden = !stored.source;
  }

  /** Shows how far the cell is saved. */
  mark(state) {
    const mark = this.row.querySelector(".saved");
    if (mark) {
      mark.textContent = MARKS[state];
      mark.className = `saved saved--${state}`;
    }
    this.row.classList.toggle("is-refused", state === "refused");
    this.row.classList.toggle("is-conflict", state === "conflict");
  }

  markSaved() {
    this.mark(this.isUnread ? "unread" : "saved");
  }

  /** The text whose typing would say the state that was chosen; null for "Số liệu", which only a figure says. */
  static textOf(state) {
    return state in STATE_TEXTS ? STATE_TEXTS[state] : null;
  }
}

/** All cells of the page by key, in printed order. */
export class Sheet {
  constructor(table) {
    this.table = table;
    this.cells = new Map([...table.querySelectorAll("tbody tr.line")].map((row) => [row.dataset.key, new Cell(row)]));
  }

  get(key) {
    return this.cells.get(key);
  }

  /** The cell that an element of the page belongs to. */
  at(element) {
    const row = element.closest?.("tr.line");
    return row ? this.cells.get(row.dataset.key) : undefined;
  }

  [Symbol.iterator]() {
    return this.cells.values();
  }

  /** The cells with the column in which an element stands: for moving up and down. */
  column(element) {
    const name = element.dataset.field === "note" ? "note" : "typed"; // a 2015 figure stands in the column of figures
    return [...this].map((cell) => cell.fields[name] ?? (name === "typed" ? cell.row.querySelector("output.amount") : null));
  }
}

function labelOf(row) {
  const label = row.querySelector(".c-label").cloneNode(true);
  label.querySelector(".help")?.remove();
  return label.textContent.replace(/\s+/g, " ").trim();
}

function setText(element, text) {
  if (element) element.textContent = text;
}
