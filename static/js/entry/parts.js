/* How far is every appendix, and what is wrong in it? The side list, as templates/_report_parts.html draws it. */

import { el } from "./dom.js";

export class Parts {
  constructor(root) {
    this.root = root;
    this.appendix = root.dataset.appendix;
    this.filled = document.getElementById("filled");
  }

  /** `progress`: {number: [filled, total]}; `wrong`: {number: {error, warning}}, nothing where nothing is. */
  show(progress, wrong) {
    this.filled.textContent = (progress[this.appendix] ?? [0, 0]).join("/");
    for (const [number, [filled, total]] of Object.entries(progress)) {
      const count = this.root.querySelector(`.side-list a[href*="/appendices/${number}/"] .side-list__count`);
      const { error, warning } = wrong[number] ?? {};
      count?.replaceChildren(
        ...badge("errors", error, "lỗi"),
        ...badge("warnings", warning, "cảnh báo"),
        el("span", { class: "side-list__filled" }, `${filled}/${total}`),
      );
    }
  }
}

function badge(kind, count, words) {
  if (!count) return [];
  return [el("span", { class: `side-list__${kind}` }, String(count), el("span", { class: "visually-hidden" }, ` ${words}`)), " "];
}
