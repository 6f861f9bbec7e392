/* How many are chosen, and one tick for all of them. Without this script the boxes and the button do the same. */

for (const form of document.querySelectorAll("[data-choose]")) {
  const boxes = [...form.querySelectorAll("input[name=take]")];
  const said = form.querySelector("[data-count]");
  const head = form.querySelector("[data-all], thead th");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "Chọn tất cả");
  if (boxes.length && head) {
    head.append(" ", all);
    head.hidden = false;
  }
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    if (said) said.textContent = `Đang chọn ${chosen} trong ${boxes.length} ${said.dataset.count || "ô"}`;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
  count();
}
