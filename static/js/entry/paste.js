/* What would the pasted texts become? A preview first; then all of it is written with one request, or nothing. */

import { cellCount, el } from "./dom.js";
import { match } from "./paste_match.js";
import { tableOf } from "./paste_table.js";

const VERDICTS = { ok: "✓ Đúng", warning: "! Cảnh báo", error: "✕ Lỗi", skip: "– Bỏ qua" };
const HOW = {
  stt: "Ghép theo cột STT.",
  label: "Ghép theo tên chỉ tiêu.",
  place: "Ghép lần lượt từng dòng, kể cả dòng đề mục.",
};

export class Paste {
  constructor(sheet, transport, transact) {
    this.sheet = sheet;
    this.transport = transport;
    this.transact = transact;
    this.dialog = document.getElementById("paste-dialog");
    this.part = (name) => this.dialog.querySelector(name);
    this.apply = this.part("[value=apply]");
    this.apply.addEventListener("click", () => this.write());
    this.part("#paste-text").addEventListener("paste", (event) => this.take(event, ""));
    this.part("#paste-text").addEventListener("change", (event) => this.takeText(event.target.value));
    this.dialog.addEventListener("close", () => this.reset());
    sheet.table.addEventListener("paste", (event) => this.pasted(event));
    document.getElementById("ask-paste")?.addEventListener("click", () => this.dialog.showModal());
  }

  /** A single text goes into its cell as usual; a table opens the preview. */
  pasted(event) {
    const cell = this.sheet.at(event.target);
    if (cell && event.target.dataset.field === "typed") this.take(event, cell.key);
  }

  take(event, from) {
    const table = tableOf(event.clipboardData);
    if (!table.length) return;
    event.preventDefault();
    this.preview(table, from);
  }

  /** Text that was typed or dropped into the box instead of pasted. */
  takeText(text) {
    const table = tableOf({ getData: (kind) => (kind === "text/plain" ? text : "") });
    if (table.length) this.preview(table, "");
  }

  async preview(table, from) {
    const lines = [...this.sheet].map(lineOf);
    const found = match(table, lines, from);
    if (!this.dialog.open) this.dialog.showModal();
    this.part(".dialog__ask").hidden = true;
    this.part(".dialog__preview").hidden = false;
    this.summarise("Đang đọc nội dung dán…");
    this.draw([], found.left);
    if (!found.entries.length) return this.summarise("Không có nội dung nào để ghi vào biểu này.");
    const outcome = await this.transport.preview(found.entries.map((entry) => this.changeOf(entry)));
    if (outcome.kind !== "ok") return this.refuse(outcome.text ?? "Chưa đọc được nội dung dán: mất kết nối hoặc hết phiên đăng nhập.");
    this.draw(outcome.data.rows, found.left);
    this.summarise([this.tally(outcome.data.rows, found.left.length), HOW[found.how], found.doubt].filter(Boolean).join(" "));
  }

  changeOf({ key, typed, note }) {
    return { key, revision: this.sheet.get(key).revision, typed, note };
  }

  /** `strays`: how many lines belong to no row; they are drawn as skipped, too. */
  tally(rows, strays) {
    const of = (...verdicts) => rows.filter((row) => verdicts.includes(row.verdict)).length;
    return `${cellCount(of("ok", "warning", "error"))} sẽ ghi, trong đó ${of("error")} lỗi, ${of("warning")} cảnh báo; bỏ qua ${of("skip") + strays}.`;
  }

  draw(rows, left) {
    this.lines = rows.map((row) => new Line(row));
    const strays = left.map(({ text, why }) =>
      el("tr", {}, el("td"), el("td"), el("td"), el("td", { class: "dialog__pasted" }, text), el("td"), verdictCell("skip", `${why}.`)),
    );
    this.part("tbody").replaceChildren(...this.lines.map((line) => line.row), ...strays);
    this.apply.disabled = !this.lines.some((line) => line.change);
  }

  async write() {
    const changes = this.lines.map((line) => line.change).filter(Boolean);
    if (!changes.length) return this.dialog.close();
    this.apply.disabled = true;
    this.refuse(await this.transact(changes.map((change) => this.changeOf(change))));
    this.apply.disabled = false;
    if (!this.part(".dialog__refused").textContent) this.dialog.close();
  }

  summarise(text) {
    this.part(".dialog__summary").textContent = text;
  }

  refuse(text) {
    this.part(".dialog__refused").textContent = text;
  }

  reset() {
    this.part(".dialog__ask").hidden = false;
    this.part(".dialog__preview").hidden = true;
    this.part("#paste-text").value = "";
    this.apply.disabled = true;
    this.refuse("");
  }
}

/** One line of the preview, with what the person decided about it. */
class Line {
  constructor(read) {
    this.read = read;
    const isSkipped = read.verdict === "skip";
    this.chosen = isSkipped ? null : el("input", { type: "checkbox", checked: true, "aria-label": `Ghi dòng ${read.code}` });
    this.offer = read.offer && !isSkipped ? el("input", { type: "checkbox" }) : null;
    this.row = el(
      "tr",
      {},
      el("td", {}, this.chosen),
      el("td", {}, read.code),
      el("td", {}, read.label),
      el("td", { class: "dialog__pasted" }, read.typed, read.note ? el("div", { class: "muted" }, `Ghi chú: ${read.note}`) : ""),
      el("td", { class: "nowrap" }, read.reads),
      verdictCell(read.verdict, read.message, this.offer && this.drawOffer()),
    );
  }

  drawOffer() {
    const { typed, note } = this.read.offer;
    return el("label", { class: "suggested" }, this.offer, note ? `Dùng ${typed}, ghi chú “${note}”` : `Dùng ${typed}`);
  }

  /** {key, typed, note} as it will be written; null when nothing of the line is. */
  get change() {
    if (!this.chosen?.checked) return null;
    const { key, typed, note, offer } = this.read;
    if (this.offer?.checked) return { key, typed: offer.typed, note: [offer.note, note].filter(Boolean).join("; ") || undefined };
    return { key, typed: typed || undefined, note: note || undefined };
  }
}

function verdictCell(verdict, message, more = "") {
  return el("td", {}, el("span", { class: `verdict verdict--${verdict}` }, VERDICTS[verdict]), message ? ` ${message}` : "", more);
}

function lineOf(cell) {
  return {
    key: cell.key,
    code: cell.code,
    label: cell.label,
    unit: cell.row.querySelector(".c-unit")?.textContent.trim() ?? "",
    onPaper: !cell.row.classList.contains("line--off-paper"),
  };
}
