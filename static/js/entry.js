/* The page on which figures are entered: wires the parts together. Each part answers one question; see its first line. */

import { Blanks } from "./entry/blanks.js";
import { Conflicts } from "./entry/conflicts.js";
import { cellCount, el } from "./entry/dom.js";
import * as keyboard from "./entry/keyboard.js";
import { Notices } from "./entry/notices.js";
import { Parts } from "./entry/parts.js";
import { Paste } from "./entry/paste.js";
import { Problems } from "./entry/problems.js";
import { Queue } from "./entry/queue.js";
import { Cell, Sheet } from "./entry/sheet.js";
import { Store } from "./entry/store.js";
import { Transport } from "./entry/transport.js";

const LINGER = 2_000; // ms that a click on a link waits for the last cell to be stored

const root = document.getElementById("entry");
const sheet = new Sheet(root.querySelector("table.cells"));
const transport = new Transport(root);
const store = new Store(root.dataset.report, root.dataset.user);
const queue = new Queue({
  send: (changes) => transport.save(changes),
  store,
  revisionOf: (key) => sheet.get(key)?.revision ?? 0,
});
const notices = new Notices(root, queue, transport, sheet);
const parts = new Parts(root);
const problems = new Problems(root, sheet, JSON.parse(document.getElementById("problems").textContent), {
  use: (cell, offer) => {
    const patch = offer.note ? { typed: offer.typed, note: joined(offer.note, cell.fields.note?.value) } : { typed: offer.typed };
    for (const [name, text] of Object.entries(patch)) cell.type(name, text);
    send(cell, patch);
    cell.typed.focus();
  },
  drop: (cell) => send(cell, { typed: "" }),
});
new Conflicts(sheet, queue, problems);
new Paste(sheet, transport, transact);
new Blanks(sheet, transact);
keyboard.listen(sheet, { commit, restore });

/* --- from the cells to the queue --- */

sheet.table.addEventListener("input", (event) => {
  const cell = sheet.at(event.target);
  const name = event.target.dataset.field;
  if (cell && name && name !== "state") queue.hold(cell.key, { [name]: event.target.value });
});

sheet.table.addEventListener("change", (event) => {
  const cell = sheet.at(event.target);
  if (!cell) return;
  if (event.target.dataset.field === "state") choose(cell, event.target.value);
  else commit(cell, event.target.dataset.field);
});

sheet.table.addEventListener("focusout", (event) => {
  const cell = sheet.at(event.target);
  const name = event.target.dataset.field;
  if (!cell || !name || name === "state") return;
  commit(cell, name); // what a script put into the field brings no change event
  cell.settle(name);
});

/** Has a field sent if it holds anything new. */
function commit(cell, name) {
  const text = cell.draft(name);
  if (text !== null) send(cell, { [name]: text });
  else if (queue.entries.get(cell.key)?.state === "held") queue.drop(cell.key);
}

function send(cell, patch) {
  for (const [name, text] of Object.entries(patch)) cell.send(name, text);
  problems.say(cell.key, null);
  const entry = queue.entries.get(cell.key);
  if (entry?.state === "refused" || entry?.state === "conflict") {
    entry.state = "waiting";
    entry.alone = true;
  }
  queue.put(cell.key, patch);
}

/** Choosing a state is typing what says it; "Số liệu" only leads to the input. */
function choose(cell, state) {
  const text = Cell.textOf(state);
  if (text === null) {
    cell.typed.focus();
    cell.typed.select();
    return;
  }
  cell.type("typed", text);
  send(cell, { typed: text });
}

function restore(cell, name) {
  cell.restore(name);
  const entry = queue.entries.get(cell.key);
  if (!entry) return;
  queue.drop(cell.key);
  problems.say(cell.key, null);
  cell.mark("");
}

/* --- from the queue to the cells --- */

queue.addEventListener("mark", (event) => {
  for (const key of event.detail.keys) sheet.get(key)?.mark(event.detail.state);
});

queue.addEventListener("saved", (event) => {
  const { cells, problems: changed, progress, sent } = event.detail;
  for (const [key, stored] of Object.entries(cells)) {
    const cell = sheet.get(key);
    cell?.show(stored, queue.entries.get(key)?.patch);
    if (cell && cell.fields.typed !== document.activeElement) cell.settle("typed");
  }
  const written = [...sent.keys()].map((key) => sheet.get(key)).filter(Boolean); // what follows from them was not
  for (const cell of written) {
    if (!queue.entries.has(cell.key)) cell.markSaved();
  }
  problems.update(changed);
  parts.show(progress, problems.byAppendix());
  notices.tell(saidOf(written), written.some((cell) => cell.isUnread));
});

/** A text that says nothing a cell can hold is kept, but it is no figure yet. */
function saidOf(written) {
  const unread = written.filter((cell) => cell.isUnread).length;
  if (written.length === 1) {
    const { code } = written[0];
    return unread ? `Đã giữ chữ đã gõ ở ô ${code}, chưa hợp lệ` : `Đã lưu ô ${code}`;
  }
  const saved = written.length - unread;
  const said = [saved && `đã lưu ${cellCount(saved)}`, unread && `đã giữ chữ đã gõ ở ${cellCount(unread)}, chưa hợp lệ`];
  return said.filter(Boolean).join("; ").replace("đã", "Đã");
}

queue.addEventListener("refused", (event) => {
  const { key, text } = event.detail;
  const cell = sheet.get(key);
  cell?.mark("refused");
  notices.refused(cell, text);
  problems.say(key, el("div", { class: "problem problem--error", role: "alert" }, el("b", {}, "Chưa lưu: "), text));
});

/** One request of its own for many cells; resolves to what went wrong, "" when it was stored. */
async function transact(changes) {
  const outcome = await queue.transact(changes);
  if (outcome.kind === "ok") return "";
  if (outcome.kind === "refused") return outcome.text;
  if (outcome.kind === "conflict") {
    const codes = Object.entries(outcome.data.conflicts).map(([key, theirs]) => {
      const cell = sheet.get(key);
      cell?.show(theirs.cell);
      return cell?.code ?? key;
    });
    return `Chưa ghi: ô ${codes.join(", ")} vừa được người khác lưu. Số mới đã hiện trong biểu; hãy xem rồi ghi lại.`;
  }
  return outcome.kind === "offline" ? "Chưa ghi: mất kết nối. Hãy thử lại." : "Chưa ghi: hãy đăng nhập lại ở thẻ khác.";
}

/* --- leaving the page, and coming back --- */

window.addEventListener("beforeunload", (event) => {
  if (queue.size) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  const field = document.activeElement;
  const cell = sheet.at(field);
  if (cell && field.dataset.field && field.dataset.field !== "state") commit(cell, field.dataset.field);
  queue.flush();
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.button) return;
  if (!queue.size || queue.trouble || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  await Promise.race([queue.flush(), new Promise((done) => setTimeout(done, LINGER))]);
  location.href = link.href;
});

function comeBack() {
  const kept = store.all();
  const still = kept.filter((one) => {
    const cell = sheet.get(one.key);
    const isStored = cell && Object.entries(one.patch).every(([name, text]) => cell.saved[name] === text);
    if (isStored) store.remove(one.key);
    return !isStored;
  });
  if (still.length) {
    notices.offer(still, {
      take: (cells) => cells.forEach(takeBack),
      drop: (cells) => cells.forEach((one) => store.remove(one.key)),
    });
  }
}

function takeBack({ key, patch, revision }) {
  const cell = sheet.get(key);
  if (!cell) return;
  for (const [name, text] of Object.entries(patch)) cell.type(name, text);
  send(cell, patch);
  queue.entries.get(key).revision = revision;
}

function joined(first, second) {
  return [first, second].filter(Boolean).join("; ");
}

comeBack();
const named = [...sheet].find((cell) => `#${cell.row.id}` === decodeURIComponent(location.hash));
if (named) problems.lead(named); // from another page, to the cell it speaks of
