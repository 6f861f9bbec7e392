/* What does the person have to know about the line, the login and what is not sent yet? At the foot of the window. */

import { button, cellCount, el } from "./dom.js";

const ASK_AGAIN = 20_000; // ms between two looks whether somebody has logged in again

export class Notices {
  constructor(root, queue, transport, sheet) {
    this.place = document.getElementById("notices");
    this.state = root.querySelector("#save-state");
    this.loginUrl = root.dataset.login;
    this.appendix = root.dataset.appendix;
    this.queue = queue;
    this.transport = transport;
    this.sheet = sheet;
    queue.addEventListener("trouble", () => this.trouble());
    queue.addEventListener("size", () => this.trouble());
    window.addEventListener("online", () => queue.soon(0));
    window.addEventListener("focus", () => this.lookForLogin());
    setInterval(() => this.lookForLogin(), ASK_AGAIN);
  }

  /** One short sentence in the bar; a screen reader says it when it is idle. */
  tell(text, isWaiting = false) {
    this.state.textContent = text;
    this.state.classList.toggle("bar__state--waiting", isWaiting);
  }

  trouble() {
    const { trouble, size } = this.queue;
    this.remove("offline");
    this.remove("login");
    if (!size || !trouble) return;
    if (trouble === "offline") {
      this.tell(`Mất kết nối, đang giữ ${cellCount(size)}`, true);
      this.show("offline", "warning", `Mất kết nối – đã giữ ${cellCount(size)}, sẽ gửi khi có mạng.`, [
        button("Gửi lại ngay", () => this.queue.flush(), "btn btn-sm"),
      ]);
    } else {
      const why = trouble === "login" ? "Phiên đăng nhập đã hết" : "Trình duyệt đang đăng nhập bằng tài khoản khác";
      this.tell(`${why}, đang giữ ${cellCount(size)}`, true);
      this.show("login", "warning", `${why} – đã giữ ${cellCount(size)}.`, [
        el("a", { class: "btn btn-sm btn-primary", href: this.loginUrl, target: "_blank" }, "Đăng nhập ở thẻ mới"),
        button("Đã đăng nhập, gửi tiếp", () => this.lookForLogin(), "btn btn-sm"),
      ]);
    }
  }

  async lookForLogin() {
    if (!["login", "stranger"].includes(this.queue.trouble)) return;
    if ((await this.transport.renew()) === "ok") this.queue.flush();
  }

  /** A refusal of one cell; the text stays in the cell. */
  refused(cell, text) {
    this.tell(`Ô ${cell?.code ?? ""} chưa lưu: ${text}`, true);
  }

  /** Cells that a closed tab has left behind. */
  offer(kept, { take, drop }) {
    const here = kept.filter((one) => one.key.split(":")[0] === this.appendix);
    const elsewhere = new Set(kept.filter((one) => !here.includes(one)).map((one) => one.key.split(":")[0]));
    if (here.length) {
      const lines = here.map((one) => el("li", {}, `${one.key.split(":")[1]}: ${Object.values(one.patch).join("; ") || "để trống"}`));
      const actions = [
        button("Đưa vào biểu và gửi", () => (this.remove("kept"), take(here)), "btn btn-sm btn-primary"),
        button("Bỏ", () => (this.remove("kept"), drop(here)), "btn btn-sm"),
      ];
      this.show("kept", "warning", `Còn ${cellCount(here.length)} chưa gửi từ lần trước.`, actions, el("ul", {}, ...lines));
    }
    for (const number of elsewhere) {
      this.show(`kept-${number}`, "warning", "Còn ô chưa gửi từ lần trước.", [
        el("a", { class: "btn btn-sm", href: `../${number}/` }, `Xem ở Phụ lục ${number}`),
      ]);
    }
  }

  show(name, kind, text, actions = [], more = "") {
    this.remove(name);
    this.place.append(
      el(
        "div",
        { class: `notice notice--${kind}`, role: "status", "data-name": name },
        el("p", {}, text),
        more,
        el("div", { class: "notice__actions" }, ...actions),
      ),
    );
  }

  remove(name) {
    this.place.querySelector(`[data-name="${name}"]`)?.remove();
  }
}
