/* The account menu, on every page: Esc shuts it, and so does a click elsewhere. */

const menu = document.querySelector(".user-menu");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  const isInside = menu.contains(document.activeElement);
  menu.open = false;
  if (isInside) menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});
