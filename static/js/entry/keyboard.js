/* Where does a key lead? Enter goes down to the next cell to type in, arrows to the next cell of whatever kind. */

export function listen(sheet, { commit, restore }) {
  sheet.table.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return; // an unfinished Vietnamese syllable is not done
    if (event.key === "Enter") enter(sheet, event, commit);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") arrow(sheet, event);
    else if (event.key === "Escape") escape(sheet, event, restore);
  });
  document.addEventListener("click", (event) => closeHelp(event.target.closest?.(".help, .bar__problems")));
}

function enter(sheet, event, commit) {
  const from = event.target;
  if (!isPlace(from) || from.matches("select")) return;
  event.preventDefault();
  if (event.altKey && from.matches("textarea")) from.setRangeText("\n", from.selectionStart, from.selectionEnd, "end");
  else {
    if (from.dataset.field) commit(sheet.at(from), from.dataset.field); // the last row has no next one to go to
    move(sheet, from, event.shiftKey ? -1 : 1, (place) => place.matches("input, textarea"));
  }
}

function arrow(sheet, event) {
  const from = event.target;
  if (!isPlace(from) || event.altKey || event.shiftKey || from.matches("select")) return;
  const step = event.key === "ArrowDown" ? 1 : -1;
  if (from.matches("textarea") && !atEdge(from, step)) return;
  event.preventDefault();
  move(sheet, from, step, () => true);
}

/** In a note of several lines an arrow first walks through the note. */
function atEdge(note, step) {
  return step > 0 ? note.selectionEnd === note.value.length : note.selectionStart === 0;
}

function escape(sheet, event, restore) {
  if (closeHelp(null)) return;
  const cell = sheet.at(event.target);
  const name = event.target.dataset.field;
  if (!cell || !name || name === "state") return;
  event.preventDefault();
  restore(cell, name);
  event.target.select?.();
}

function move(sheet, from, step, fits) {
  const places = sheet.column(from);
  const row = [...sheet].indexOf(sheet.at(from));
  let place = row + step;
  while (place >= 0 && place < places.length && !(places[place] && fits(places[place]))) place += step;
  const next = places[place];
  if (!next) return;
  next.focus();
  next.select?.();
}

function isPlace(element) {
  return element.matches("[data-field], output.amount");
}

/** Shuts open help and the list of problems, but for one; true when something was open. */
function closeHelp(but) {
  const open = [...document.querySelectorAll(".help[open], .bar__problems[open]")].filter((one) => one !== but);
  for (const one of open) one.open = false;
  return open.length > 0;
}
