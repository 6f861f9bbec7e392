/* Which texts did a closed tab leave behind, and where are they offered again? In their section, and named above. */

import { button, el } from "../entry/dom.js";

/** Offers every kept text in its section; `take(form, kept)` puts one into its field, where the section is open. */
export function offer(root, store, take) {
  const found = store.all().filter((kept) => typeof kept.patch.text === "string");
  const offered = new Set();
  for (const kept of found.sort((one, other) => other.at - one.at)) {
    const section = sectionOf(root, kept.key.split("@")[0]);
    const form = section?.querySelector("form");
    const same = form ? form.elements.text.value : "";
    const text = kept.patch.text;
    if (!section || text === same || offered.has(section.id + text)) store.remove(kept.key);
    else {
      offered.add(section.id + text);
      place(section, form, kept, store, take);
    }
  }
  sayAbove(root);
}

function sectionOf(root, code) {
  return [...root.querySelectorAll("[data-section]")].find((section) => section.dataset.section === code);
}

function place(section, form, kept, store, take) {
  const done = () => {
    store.remove(kept.key);
    box.remove();
    sayAbove(section.parentElement);
  };
  const actions = [button("Bỏ", done, "btn btn-sm")];
  if (form) actions.unshift(button("Đưa vào", () => (take(form, kept), done()), "btn btn-sm btn-primary"));
  const shut = form ? "" : " Mục này đang khóa: chép lại những gì cần giữ.";
  const box = el(
    "div",
    { class: "kept", role: "status" },
    el("p", {}, `Còn đoạn chưa lưu từ lần trước (${moment(kept.at)}).${shut}`),
    el("div", { class: "words words--theirs" }, kept.patch.text || "(trống)"),
    el("div", { class: "kept__actions" }, ...actions),
  );
  section.querySelector(".narrative__pair").before(box);
}

/** The sections are many: those with an offer are named, with a link, above the first one. */
function sayAbove(root) {
  root.querySelector(".kept-above")?.remove();
  const sections = [...root.querySelectorAll("[data-section]")].filter((section) => section.querySelector(".kept"));
  if (!sections.length) return;
  const links = sections.flatMap(({ id, dataset }) => [", ", el("a", { href: `#${id}` }, `mục ${dataset.section}`)]);
  const said = ["Còn đoạn chưa lưu từ lần trước: ", ...links.slice(1)];
  root.prepend(el("p", { class: "message message--warning linked-text kept-above" }, ...said));
}

function moment(at) {
  return new Date(at).toLocaleString("vi-VN", { day: "numeric", month: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit" });
}
