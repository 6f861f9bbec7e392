/* How are elements made? Text only ever becomes text: nothing here parses HTML. */

/** An element with attributes (a function is a listener, `true` a bare attribute) and children (text or elements). */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== "" && child != null));
  return made;
}

export function button(text, onClick, kind = "") {
  return el("button", { type: "button", class: kind, click: onClick }, text);
}

/** "1 ô", "12 ô". */
export function cellCount(number) {
  return `${number} ô`;
}
