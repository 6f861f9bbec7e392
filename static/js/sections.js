/* How does the narrative save itself? Each section is saved a moment after the last key; one request a section is under
   way at a time. What could not be sent stays in its field and in the browser's own storage, is sent again when the line
   or the session is back, and is offered after a closed tab. Without this script every section has a button of its own. */

import { Store } from "./entry/store.js";
import { Transport } from "./entry/transport.js";
import { offer } from "./sections/kept.js";

const PAUSE = 1500; // ms after the last key
const AGAIN = 5000; // ms until a failed save is tried again
const OPENED = Date.now().toString(36);

const SAID = {
  typing: "Chưa lưu…",
  saving: "Đang lưu…",
  offline: "Mất kết nối. Nội dung vẫn được giữ ở đây và sẽ tự lưu khi có mạng.",
  login: "Phiên đăng nhập đã hết. Đăng nhập lại ở thẻ khác; nội dung ở đây sẽ tự lưu sau đó.",
  stranger: "Trình duyệt đang đăng nhập bằng tài khoản khác. Nội dung vẫn được giữ ở đây; đăng nhập lại bằng tài khoản của bạn để lưu.",
  conflict: "Người khác vừa lưu mục này. Gộp hai nội dung rồi lưu bản của bạn.",
};

class Section {
  constructor(form) {
    this.form = form;
    // Of this opening of the page: what another one left behind, or is still writing, is not written over.
    this.slot = `${form.closest("[data-section]").dataset.section}@${OPENED}`;
    this.area = form.elements.text;
    this.state = form.querySelector(".narrative__state");
    this.button = form.querySelector("button[type=submit]");
    this.saved = this.area.value;
    this.revision = Number(form.elements.revision.value);
    this.timer = 0;
    this.busy = false;
    this.stopped = false; // a conflict waits for the person, a refusal for a reload
    this.button.hidden = true;
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => this.save());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.stopped = false;
      this.save();
    });
    if (form.querySelector(".words--theirs")) this.button.hidden = false;
    fit(this.area);
  }

  get pending() {
    return this.busy || this.area.value !== this.saved;
  }

  /** Keeps in the browser what the server does not have. */
  keep() {
    if (this.area.value === this.saved) store.remove(this.slot);
    else store.put(this.slot, { text: this.area.value }, this.revision);
  }

  /** Takes back what an earlier opening left behind, over the revision it was typed over: a newer one is a conflict. */
  take({ patch, revision }) {
    const mine = this.pending ? `${this.area.value}\n\n` : "";
    if (!mine) this.revision = revision;
    this.area.value = mine + patch.text;
    this.stopped = false;
    this.typed();
    this.area.focus();
    this.save();
  }

  typed() {
    fit(this.area);
    this.keep();
    if (this.stopped) return;
    this.say("typing");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.busy || this.stopped || this.area.value === this.saved) return;
    const text = this.area.value;
    this.busy = true;
    this.say("saving");
    const outcome = await transport.post(this.form.action, { text, revision: this.revision });
    this.busy = false;
    this.heed(outcome, text);
  }

  heed({ kind, data, text: refused }, text) {
    if (kind === "ok") this.stored(data, text);
    else if (kind === "conflict" && data.theirs.text === text) {
      this.saved = text; // the answer to a save of ours was lost, or both wrote the same
      this.revision = data.theirs.revision;
      this.keep();
      this.say("saved", "Đã lưu");
    } else if (kind === "conflict") this.conflict(data.theirs);
    else if (kind === "refused") {
      this.stopped = true;
      this.say("refused", refused);
    } else this.later(kind);
  }

  stored(body, text) {
    this.saved = text;
    this.revision = body.revision;
    this.form.elements.revision.value = String(body.revision);
    this.keep();
    this.form.querySelector(".words--theirs")?.remove();
    this.button.hidden = true;
    this.say("saved", `Đã lưu lúc ${body.at}`);
    this.reads(body.reads, body.unknown);
    if (this.area.value !== text) this.typed();
  }

  /* What a text says whose places were filled with figures, and which of them no figure belongs to. */
  reads(text, unknown) {
    const box = this.form.querySelector("[data-reads]");
    box.hidden = !text;
    box.querySelector("[data-reads-text]").textContent = text;
    const odd = box.querySelector("[data-reads-unknown]");
    odd.hidden = !unknown.length;
    odd.querySelector("span").textContent = unknown.join(", ");
  }

  later(why) {
    this.say(why);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AGAIN);
  }

  /* Shows what is stored beside what was typed; the next save is based on it, and only the person starts it. */
  conflict(theirs) {
    this.stopped = true;
    this.revision = theirs.revision;
    this.saved = theirs.text;
    let shown = this.form.querySelector(".words--theirs");
    if (!shown) {
      shown = document.createElement("div");
      shown.className = "words words--theirs";
      this.area.before(shown);
    }
    shown.textContent = theirs.text || "(trống)";
    this.button.textContent = "Lưu bản của tôi";
    this.button.hidden = false;
    this.say("conflict");
  }

  say(state, text = SAID[state]) {
    this.form.dataset.state = state;
    this.state.textContent = text;
  }
}

/* Newer browsers let the field grow by themselves (field-sizing in pages.css). */
const grows = CSS.supports("field-sizing", "content");

function fit(area) {
  if (grows) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function pick(sections) {
  let last = null;
  for (const { area } of sections) area.addEventListener("focus", () => (last = area));
  const picker = document.querySelector("[data-picker]");
  if (!picker) return;
  picker.addEventListener("click", (event) => {
    const figure = event.target.closest("[data-insert]");
    const area = last || (sections[0] && sections[0].area);
    if (!figure || !area) return;
    area.setRangeText(figure.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const root = document.getElementById("narrative");
const store = new Store(root.dataset.report, root.dataset.user, "sections");
const transport = new Transport(root);
const sections = [...root.querySelectorAll("[data-section] form")].map((form) => new Section(form));
const saveAll = () => sections.forEach((section) => section.save());
pick(sections);
offer(root, store, (form, kept) => sections.find((section) => section.form === form).take(kept));
addEventListener("online", saveAll);
addEventListener("focus", saveAll);
addEventListener("resize", () => sections.forEach(({ area }) => fit(area)));
addEventListener("beforeunload", (event) => {
  if (sections.some((section) => section.pending)) event.preventDefault();
});
