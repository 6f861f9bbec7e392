/* What is wrong with the cells? Beside each cell, and in one list that leads to it. */

import { button, el } from "./dom.js";

const NAMES = { error: "Lỗi", warning: "Cảnh báo" };
const ABOUT_STRAY_TEXT = new Set(["HEAD", "SCOPE", "RATE", "BASE"]); // dropping what was typed mends these

export class Problems {
  /**
   * `found`: keys of blank cells, and the other problems in full.
   * `actions`: use(cell, offer) and drop(cell), which type into a cell; `explainUrl` is where a warning is explained.
   */
  constructor(root, sheet, found, actions) {
    this.sheet = sheet;
    this.actions = actions;
    this.appendix = root.dataset.appendix;
    this.explainUrl = root.dataset.explain;
    this.found = new Map([...found.blank.map(blank), ...found.others].map((problem) => [problem.key, problem]));
    this.extra = new Map(); // what else is said about a cell, by key: a conflict, a refusal
    this.count = root.querySelector("#problem-count");
    this.list = root.querySelector("#problem-list");
    this.panel = root.querySelector("#problem-panel");
    this.list.addEventListener("click", (event) => this.follow(event));
    this.order = new Map([...sheet].map((cell, place) => [cell.key, place]));
    this.drawAll();
  }

  /** Takes in what a save has changed. */
  update({ added, gone }) {
    const before = [...gone.map((key) => this.found.get(key)).filter(Boolean), ...added];
    for (const key of gone) this.found.delete(key);
    for (const problem of added) this.found.set(problem.key, problem);
    for (const key of new Set(before.flatMap((problem) => problem.cells))) this.drawCell(key);
    this.drawList();
  }

  /** Says something more about a cell (an element), or nothing more (null). */
  say(key, element) {
    if (element) this.extra.set(key, element);
    else this.extra.delete(key);
    this.drawCell(key);
  }

  get visible() {
    return [...this.found.values()].filter((problem) => problem.rule !== "MISSING");
  }

  /** How many errors and warnings each appendix has: {"2": {error: 1, warning: 3}}; blank cells are counted apart. */
  byAppendix() {
    const found = {};
    for (const { cells, severity } of this.visible) {
      const counts = (found[cells[0]?.split(":")[0]] ??= { error: 0, warning: 0 });
      counts[severity] += 1;
    }
    return found;
  }

  drawAll() {
    for (const cell of this.sheet) this.drawCell(cell.key);
    this.drawList();
  }

  drawCell(key) {
    const cell = this.sheet.get(key);
    const live = cell?.row.querySelector(".says__live");
    if (!live) return;
    const here = this.visible.filter((problem) => problem.cells.includes(key));
    const own = here.filter((problem) => problem.cells[0] === key);
    const near = here.filter((problem) => problem.cells[0] !== key);
    live.replaceChildren(
      ...[this.extra.get(key), this.drawClaim(cell, own)].filter(Boolean),
      ...own.map((problem) => this.drawProblem(cell, problem)),
      ...near.map((problem) => this.drawLink(problem)),
    );
    const worst = here.some((problem) => problem.severity === "error") ? "error" : here.length ? "warning" : "";
    cell.row.classList.toggle("has-error", worst === "error");
    cell.row.classList.toggle("has-warning", worst === "warning");
    cell.row.classList.toggle("line--speaks", live.childElementCount > 0 || cell.row.classList.contains("line--remarked"));
    cell.typed?.setAttribute("aria-invalid", String(worst === "error"));
  }

  /** What somebody wrote for a figure that is computed, as long as no problem speaks about it. */
  drawClaim(cell, own) {
    if (!cell.claim || own.some((problem) => ABOUT_STRAY_TEXT.has(problem.rule))) return null;
    const said = el("p", { class: "claim" }, `Bản giấy ghi ${cell.claim}: khớp. `);
    if (cell.open) said.append(el("span", { class: "says__actions" }, this.dropButton(cell)));
    return said;
  }

  drawProblem(cell, problem) {
    const said = el(
      "div",
      { class: `problem problem--${problem.severity}` },
      el("b", {}, `${NAMES[problem.severity]}: `),
      `${cameOf(problem)} Cần ${problem.expected}. ${problem.mend}`,
    );
    const actions = cell.open ? this.actionsOf(cell, problem) : [];
    if (problem.explanation) said.append(el("p", {}, el("b", {}, "Giải trình: "), problem.explanation));
    else if (problem.severity === "warning" && cell.open) {
      actions.push(el("a", { href: `${this.explainUrl}#warnings` }, "Giải trình"));
    }
    if (actions.length) said.append(el("p", { class: "says__actions" }, ...actions));
    return said;
  }

  actionsOf(cell, problem) {
    const actions = [];
    const offer = problem.offer;
    if (offer && cell.typed) {
      const words = offer.note ? `Dùng ${offer.typed}, ghi chú “${offer.note}”` : `Dùng ${offer.typed}`;
      actions.push(button(words, () => this.actions.use(cell, offer)));
    }
    if (cell.claim && ABOUT_STRAY_TEXT.has(problem.rule)) actions.push(this.dropButton(cell));
    return actions;
  }

  dropButton(cell) {
    return button(`Bỏ “${cell.claim}”`, () => this.actions.drop(cell));
  }

  /** At the other cells of a problem: where it is told. */
  drawLink(problem) {
    const main = problem.cells[0];
    return el("p", { class: "claim" }, `${NAMES[problem.severity]}: xem `, this.linkTo(main, this.placeOf(main)));
  }

  drawList() {
    this.count.textContent = tally([...this.found.values()]);
    const here = this.visible.filter((problem) => this.isHere(problem.cells[0]));
    const elsewhere = this.visible.filter((problem) => !this.isHere(problem.cells[0]));
    const blanks = [...this.found.values()].filter((one) => one.rule === "MISSING");
    const blanksHere = blanks.filter((one) => this.isHere(one.cells[0]));
    const blanksElsewhere = blanks.filter((one) => !this.isHere(one.cells[0]));
    this.list.replaceChildren(
      ...this.drawGroup("Phụ lục này", this.inOrder(here)),
      ...this.drawBlanks("Ô còn trống", this.inOrder(blanksHere), (key) => this.sheet.get(key)?.code ?? ""),
      ...this.drawGroup("Nơi khác trong báo cáo", elsewhere),
      ...this.drawBlanks("Ô còn trống ở phụ lục khác", blanksElsewhere, (key) => `PL${key.replace(":", ", ")}`),
    );
    if (!this.list.childElementCount) this.list.append(el("p", {}, "Không có lỗi, cảnh báo nào; không còn ô trống."));
  }

  drawGroup(title, problems) {
    if (!problems.length) return [];
    const items = problems.map((problem) => {
      const key = problem.cells[0] ?? "";
      const words = el("span", {}, ` ${cameOf(problem)} Cần ${problem.expected}.`);
      const link = this.linkTo(key, el("b", {}, `${NAMES[problem.severity]}, ${this.placeOf(key)}.`), words);
      return el("li", { class: `is-${problem.severity}` }, link);
    });
    return [el("h2", {}, title), el("ul", {}, ...items)];
  }

  drawBlanks(title, blanks, named) {
    if (!blanks.length) return [];
    const links = blanks.map((one) => this.linkTo(one.cells[0], named(one.cells[0])));
    return [el("h2", {}, `${title} (${blanks.length})`), el("p", { class: "bar__blanks" }, ...links)];
  }

  linkTo(key, ...words) {
    if (!this.isCell(key)) return el("a", { href: `${this.explainUrl}#warnings` }, ...words);
    const anchor = `#c-${key.replace(":", "-")}`;
    if (this.isHere(key)) return el("a", { href: anchor, "data-key": key }, ...words);
    return el("a", { href: `../${key.split(":")[0]}/${location.search}${anchor}` }, ...words);
  }

  /** Leads to the cell itself, not only to its row. */
  follow(event) {
    const cell = this.sheet.get(event.target.closest("a")?.dataset.key);
    if (!cell) return;
    event.preventDefault();
    this.panel.open = false;
    this.lead(cell);
  }

  lead(cell) {
    cell.row.scrollIntoView({ block: "center" });
    const place = cell.typed ?? cell.row.querySelector("output, textarea");
    place?.focus({ preventScroll: true });
    place?.select?.();
  }

  isHere(key) {
    return key?.split(":")[0] === this.appendix;
  }

  isCell(key) {
    return Boolean(key) && !key.startsWith("section:");
  }

  inOrder(problems) {
    return problems.sort((a, b) => this.order.get(a.cells[0]) - this.order.get(b.cells[0]));
  }

  placeOf(key) {
    if (!key) return "số liệu đến ngày";
    if (!this.isCell(key)) return `thuyết minh, mục ${key.replace("section:", "")}`;
    const [appendix, code] = key.split(":");
    return this.isHere(key) ? `dòng ${code}` : `Phụ lục ${appendix}, dòng ${code}`;
  }
}

/** A cell that nobody has filled in yet says nothing beyond that. */
function blank(key) {
  return { key: `MISSING|${key}`, rule: "MISSING", severity: "error", cells: [key] };
}

/** "5 ô chưa nhập, 2 lỗi, 8 cảnh báo": the words of every other page (reports/remaining.py). */
function tally(problems) {
  const blanks = problems.filter((problem) => problem.rule === "MISSING").length;
  const warnings = problems.filter((problem) => problem.severity === "warning").length;
  const counted = [
    [blanks, "ô chưa nhập"],
    [problems.length - blanks - warnings, "lỗi"],
    [warnings, "cảnh báo"],
  ].filter(([count]) => count > 0);
  return counted.map(([count, words]) => `${count} ${words}`).join(", ") || "Không có lỗi, cảnh báo";
}

/** What came, as a sentence; a text that could not be read is quoted, so that it does not pass for our own words. */
function cameOf(problem) {
  return problem.rule === "INPUT" ? `Đang ghi “${problem.came}”.` : sentence(problem.came);
}

/** "9 cuộc" -> "Đang ghi 9 cuộc."; what is a sentence already only gets its full stop. */
export function sentence(came) {
  const text = /^[\d“"(]/.test(came) ? `Đang ghi ${came}` : came.charAt(0).toUpperCase() + came.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
