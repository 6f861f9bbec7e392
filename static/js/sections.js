/* How does the narrative save itself? Each section is saved a moment after the last key; one request a section is under
   way at a time. What could not be sent stays in its field and is sent again when the line or the session is back.
   Without this script every section has a button of its own. */

const PAUSE = 1500; // ms after the last key
const AGAIN = 5000; // ms until a failed save is tried again

const SAID = {
  typing: "Chưa lưu…",
  saving: "Đang lưu…",
  offline: "Mất kết nối. Nội dung vẫn được giữ ở đây và sẽ tự lưu khi có mạng.",
  login: "Phiên đăng nhập đã hết. Đăng nhập lại ở thẻ khác; nội dung ở đây sẽ tự lưu sau đó.",
  conflict: "Người khác vừa lưu mục này. Gộp hai nội dung rồi lưu bản của bạn.",
};

class Section {
  constructor(form) {
    this.form = form;
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

  typed() {
    fit(this.area);
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
    let answer = null;
    try {
      answer = await send(this.form, { text, revision: this.revision });
    } catch {
      this.later("offline");
    }
    this.busy = false;
    if (answer) await this.heed(answer, text);
  }

  async heed(answer, text) {
    const body = await read(answer);
    if (answer.ok && body) {
      this.saved = text;
      this.revision = body.revision;
      this.form.elements.revision.value = String(body.revision);
      this.form.querySelector(".words--theirs")?.remove();
      this.button.hidden = true;
      this.say("saved", `Đã lưu lúc ${body.at}`);
      this.reads(body.reads, body.unknown);
      if (this.area.value !== text) this.typed();
    } else if (answer.status === 409 && body) {
      this.conflict(body.theirs);
    } else if (answer.status === 401 || (answer.status === 403 && !body)) {
      await renewToken(); // a new login makes the token of this page worthless
      this.later("login");
    } else if (body) {
      this.stopped = true;
      this.say("refused", body.refused);
    } else {
      this.later("offline");
    }
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

function send(form, body) {
  return fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify(body),
    redirect: "error",
  });
}

async function read(answer) {
  const type = answer.headers.get("Content-Type") || "";
  return type.startsWith("application/json") ? answer.json().catch(() => null) : null;
}

async function renewToken() {
  try {
    const page = await (await fetch(location.href)).text();
    const found = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (!found) return;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = found.value;
  } catch {
    // the next try asks again
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

const sections = [...document.querySelectorAll("[data-section] form")].map((form) => new Section(form));
const saveAll = () => sections.forEach((section) => section.save());
pick(sections);
addEventListener("online", saveAll);
addEventListener("focus", saveAll);
addEventListener("resize", () => sections.forEach(({ area }) => fit(area)));
addEventListener("beforeunload", (event) => {
  if (sections.some((section) => section.pending)) event.preventDefault();
});
