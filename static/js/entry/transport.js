/* How does the page talk to the server, and what can come of it? It never throws: every end has a name. */

const PATIENCE = 20_000; // ms without an answer that count as a lost line

/** Outcomes: {kind: "ok" | "conflict", data}, {kind: "refused", text}, {kind: "login" | "stranger" | "offline"}. */
export class Transport {
  /** `root` says for whom the page was opened. */
  constructor(root) {
    this.id = root.id;
    this.user = Number(root.dataset.user);
    this.urls = { save: root.dataset.save, preview: root.dataset.preview };
    this.token = tokenOf(document);
  }

  save(changes) {
    return this.post(this.urls.save, { changes });
  }

  preview(changes) {
    return this.post(this.urls.preview, { changes });
  }

  async post(url, body, again = true) {
    let answer;
    try {
      answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify({ user: this.user, ...body }),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return { kind: "offline" };
    }
    const data = await asJson(answer);
    if (answer.status === 200 && data) return { kind: "ok", data };
    if (answer.status === 409 && data) return { kind: "conflict", data };
    if (data?.refused) return { kind: "refused", text: data.refused };
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      // A login in another tab brings a new token: fetch it and try once more.
      const who = again ? await this.renew() : "login";
      return who === "ok" ? this.post(url, body, false) : { kind: who };
    }
    if (answer.status === 404) return { kind: "refused", text: "Báo cáo không còn, hoặc bạn không còn quyền xem." };
    if (answer.status < 500) return { kind: "refused", text: "Máy chủ không nhận yêu cầu này. Hãy tải lại trang." };
    return { kind: "offline" };
  }

  /** Takes the form's token from the page anew: "ok", "login" (nobody), "stranger" (somebody else) or "offline". */
  async renew() {
    try {
      const answer = await fetch(location.href, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.type === "opaqueredirect") return "login";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const root = page.getElementById(this.id);
      if (!root || Number(root.dataset.user) !== this.user) return "stranger"; // who may not even know of the report
      this.token = tokenOf(page);
      return "ok";
    } catch {
      return "offline";
    }
  }
}

function tokenOf(page) {
  return page.querySelector("[name=csrfmiddlewaretoken]").value;
}

async function asJson(answer) {
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) return null;
  try {
    return await answer.json();
  } catch {
    return null;
  }
}
