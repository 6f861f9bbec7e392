/* Two people, one cell: both values side by side, and the person who came second decides. */

import { button, el } from "./dom.js";

export class Conflicts {
  constructor(sheet, queue, problems) {
    this.sheet = sheet;
    this.queue = queue;
    this.problems = problems;
    this.theirs = new Map();
    queue.addEventListener("conflict", (event) => this.meet(event.detail));
  }

  meet(conflicts) {
    for (const [key, theirs] of Object.entries(conflicts)) {
      const entry = this.queue.entries.get(key);
      if (!entry) continue;
      if (isSame(entry.patch, theirs.cell)) this.takeTheirs(key, theirs); // our own save whose answer was lost
      else this.show(key, theirs, entry.patch);
    }
  }

  show(key, theirs, mine) {
    this.theirs.set(key, theirs);
    const cell = this.sheet.get(key);
    if (!cell) return;
    cell.mark("conflict");
    const name = theirs.by || "người khác";
    this.problems.say(
      key,
      el(
        "div",
        { class: "problem problem--warning", role: "alert" },
        el("b", {}, `${name} vừa lưu ô này${theirs.at ? ` lúc ${theirs.at}` : ""}.`),
        el(
          "dl",
          { class: "sides" },
          el("dt", {}, "Bạn gõ"),
          el("dd", {}, wordsOf(mine)),
          el("dt", {}, "Đã lưu"),
          el("dd", {}, wordsOf(storedLike(mine, theirs.cell))),
        ),
        el(
          "p",
          { class: "says__actions" },
          button("Giữ của tôi", () => this.keepMine(key)),
          button(`Lấy của ${name}`, () => this.takeTheirs(key, this.theirs.get(key))),
        ),
      ),
    );
  }

  keepMine(key) {
    const theirs = this.theirs.get(key);
    this.clear(key);
    this.queue.resend(key, theirs.cell.revision);
    this.sheet.get(key)?.mark("saving");
  }

  takeTheirs(key, theirs) {
    const cell = this.sheet.get(key);
    this.clear(key);
    this.queue.drop(key);
    if (!cell) return;
    cell.show(theirs.cell);
    for (const name of Object.keys(cell.saved)) cell.restore(name);
    cell.markSaved();
  }

  clear(key) {
    this.theirs.delete(key);
    this.problems.say(key, null);
  }
}

function isSame(mine, stored) {
  return Object.entries(storedLike(mine, stored)).every(([name, text]) => text.trim() === mine[name].trim());
}

/** The stored texts of the fields that `mine` has. */
function storedLike(mine, stored) {
  const texts = { typed: stored.typed, note: stored.note, base: stored.base };
  return Object.fromEntries(Object.keys(mine).map((name) => [name, texts[name] ?? ""]));
}

function wordsOf({ typed, note, base }) {
  const parts = [];
  if (typed !== undefined) parts.push(typed || "để trống");
  if (note !== undefined) parts.push(note ? `ghi chú “${note}”` : "không ghi chú");
  if (base !== undefined) parts.push(`năm 2015: ${base || "để trống"}`);
  return parts.join("; ");
}
