/* Which blank cells had nothing to report? The person looks at the list before it is written. */

import { el } from "./dom.js";

const TYPED = "không phát sinh";

export class Blanks {
  constructor(sheet, transact) {
    this.sheet = sheet;
    this.transact = transact;
    this.dialog = document.getElementById("blanks-dialog");
    this.list = this.dialog.querySelector(".dialog__list");
    this.apply = this.dialog.querySelector("[value=apply]");
    this.refused = this.dialog.querySelector(".dialog__refused");
    this.apply.addEventListener("click", () => this.write());
    document.getElementById("ask-blanks")?.addEventListener("click", () => this.ask());
  }

  ask() {
    const blanks = [...this.sheet].filter((cell) => cell.isBlank);
    this.refused.textContent = "";
    this.apply.disabled = !blanks.length;
    this.list.replaceChildren(
      ...(blanks.length ? blanks.map(item) : [el("li", {}, "Phụ lục này không còn ô trống.")]),
    );
    this.dialog.showModal();
  }

  async write() {
    const chosen = [...this.list.querySelectorAll("input:checked")].map((box) => this.sheet.get(box.value));
    if (!chosen.length) return this.dialog.close();
    this.apply.disabled = true;
    const changes = chosen.map((cell) => ({ key: cell.key, revision: cell.revision, typed: TYPED }));
    this.refused.textContent = await this.transact(changes);
    this.apply.disabled = false;
    if (!this.refused.textContent) this.dialog.close();
  }
}

function item(cell) {
  const box = el("input", { type: "checkbox", value: cell.key, checked: !cell.isChoice });
  const why = cell.isChoice ? el("span", { class: "muted" }, ` – dòng chọn (${choicesOf(cell)}): thường phải chọn một, nên không đánh dấu sẵn.`) : "";
  return el("li", {}, el("label", {}, box, el("span", {}, el("b", {}, `${cell.code} `), cell.label, why)));
}

function choicesOf(cell) {
  return [...cell.row.querySelectorAll(".c-unit span")].map((one) => one.textContent).join(", ");
}
