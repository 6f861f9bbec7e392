/* What is still to be sent, and when? One request at a time for the report; what is typed meanwhile goes with the next.

   An entry is {patch, revision, state}: the texts of one cell, the revision they were typed over, and "waiting" (to be
   sent), "held" (still being typed), "conflict" or "refused" (waits for the person). */

const BATCH = 150;
const PAUSE = 150; // ms: a paste of several fields, or Enter after Enter, goes as one request
const RETRIES = [2_000, 4_000, 8_000, 15_000, 30_000]; // ms after a lost line

export class Queue extends EventTarget {
  constructor({ send, store, revisionOf }) {
    super();
    this.send = send;
    this.store = store;
    this.revisionOf = revisionOf;
    this.entries = new Map();
    this.flight = null;
    this.timer = 0;
    this.failures = 0;
    this.trouble = ""; // "offline", "login", "stranger" or ""
    this.idle = Promise.resolve();
  }

  /** How many cells are not stored on the server yet. */
  get size() {
    return new Set([...this.entries.keys(), ...(this.flight?.keys() ?? [])]).size;
  }

  /** How many of those would be sent if the line were there. */
  get sendable() {
    return [...this.entries.values()].filter((entry) => entry.state === "waiting").length;
  }

  has(key) {
    return this.entries.has(key) || Boolean(this.flight?.has(key));
  }

  /** Keeps a text that is still being typed; it is not sent before `put`. */
  hold(key, patch) {
    this.merge(key, patch, "held");
  }

  /** Has the texts of a cell sent. */
  put(key, patch) {
    this.merge(key, patch, "waiting");
    this.soon(PAUSE);
    this.changed([key], this.trouble ? "waiting" : "saving");
  }

  /** Has a cell sent again over the revision that it has now: after a conflict or a refusal. */
  resend(key, revision) {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.revision = revision;
    entry.state = "waiting";
    this.store.put(key, entry.patch, revision);
    this.soon(0);
  }

  /** Forgets the unsent texts of a cell. */
  drop(key) {
    this.entries.delete(key);
    this.store.remove(key);
    this.dispatchEvent(new Event("size"));
  }

  merge(key, patch, state) {
    const old = this.entries.get(key);
    const kept = old?.state === "conflict" ? "conflict" : state;
    const revision = old?.revision ?? this.revisionOf(key);
    const entry = { patch: { ...old?.patch, ...patch }, revision, state: kept };
    this.entries.set(key, entry);
    this.store.put(key, { ...this.flight?.get(key)?.patch, ...entry.patch }, revision);
    this.dispatchEvent(new Event("size"));
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Sends what waits; resolves when nothing is under way any more. */
  async flush() {
    clearTimeout(this.timer);
    if (this.flight) return this.idle;
    const batch = new Map([...this.entries].filter(([, entry]) => entry.state === "waiting").slice(0, BATCH));
    const single = [...batch].find(([, entry]) => entry.alone);
    const chosen = single ? new Map([single]) : batch;
    if (!chosen.size) return this.idle;
    for (const key of chosen.keys()) this.entries.delete(key);
    this.flight = chosen;
    this.changed(chosen.keys(), "saving");
    this.idle = this.send(changesOf(chosen)).then((outcome) => this.landed(outcome));
    return this.idle;
  }

  /** One request of its own, all or nothing, after everything that waits; resolves to its outcome. */
  async transact(changes) {
    await this.flush();
    await this.idle;
    this.flight = new Map();
    const sent = new Map(changes.map((change) => [change.key, change]));
    const outcome = await this.send(changes);
    this.flight = null;
    if (outcome.kind === "ok") this.dispatchEvent(new CustomEvent("saved", { detail: { ...outcome.data, sent } }));
    this.soon(PAUSE);
    return outcome;
  }

  landed(outcome) {
    const sent = this.flight;
    this.flight = null;
    this.inTrouble(["offline", "login", "stranger"].includes(outcome.kind) ? outcome.kind : "");
    if (outcome.kind === "ok") this.stored(sent, outcome.data);
    else if (outcome.kind === "conflict") this.collided(sent, outcome.data.conflicts);
    else if (outcome.kind === "refused") this.refused(sent, outcome.text);
    else this.again(sent, outcome.kind);
    this.dispatchEvent(new Event("size"));
  }

  stored(sent, data) {
    this.failures = 0;
    for (const key of sent.keys()) {
      const newer = this.entries.get(key);
      if (newer) {
        newer.revision = data.cells[key]?.revision ?? newer.revision;
        this.store.put(key, newer.patch, newer.revision);
      } else this.store.remove(key);
    }
    this.dispatchEvent(new CustomEvent("saved", { detail: { ...data, sent } }));
    if (this.sendable) this.soon(0);
  }

  /** Nothing of the request was stored: cells that nobody else touched go again at once. */
  collided(sent, conflicts) {
    for (const [key, entry] of sent) this.back(key, { ...entry, state: key in conflicts ? "conflict" : "waiting" });
    this.dispatchEvent(new CustomEvent("conflict", { detail: conflicts }));
    if (this.sendable) this.soon(0);
  }

  /** One bad cell must not keep the others back: several go again one by one, a single one waits for the person. */
  refused(sent, text) {
    const alone = sent.size > 1;
    for (const [key, entry] of sent) this.back(key, { ...entry, alone, state: alone ? "waiting" : "refused" });
    if (alone) this.soon(0);
    else this.dispatchEvent(new CustomEvent("refused", { detail: { key: [...sent.keys()][0], text } }));
    if (this.sendable) this.soon(0);
  }

  again(sent, kind) {
    for (const [key, entry] of sent) this.back(key, entry);
    this.changed(sent.keys(), "waiting");
    if (kind === "offline") this.soon(RETRIES[Math.min(this.failures++, RETRIES.length - 1)]);
  }

  /** Puts an entry that was under way back under what was typed since. */
  back(key, entry) {
    const newer = this.entries.get(key);
    const state = entry.state === "conflict" ? "conflict" : (newer?.state ?? entry.state);
    const merged = { ...entry, state, patch: { ...entry.patch, ...newer?.patch } };
    this.entries.set(key, merged);
    this.store.put(key, merged.patch, merged.revision);
  }

  inTrouble(trouble) {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.dispatchEvent(new Event("trouble"));
  }

  changed(keys, state) {
    this.dispatchEvent(new CustomEvent("mark", { detail: { keys: [...keys], state } }));
  }
}

function changesOf(entries) {
  return [...entries].map(([key, { patch, revision }]) => ({ key, revision, ...patch }));
}
