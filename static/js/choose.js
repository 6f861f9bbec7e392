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
    const wanted = all.checked; // counting below sets it anew
    for (const box of boxes) {
      box.checked = wanted;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  /* Who takes an offer takes its cell; who leaves the cell leaves the offer. */
  form.addEventListener("change", ({ target }) => {
    const row = target.closest("tr");
    const take = row?.querySelector("input[name=take]");
    const offer = row?.querySelector("input[name=offer]");
    if (target === offer && offer.checked) take.checked = true;
    if (target === take && !take.checked && offer) offer.checked = false;
    count();
  });
  count();
  /* A browser that goes back may bring the page with what it remembers: ticks (a form with autocomplete="off" has none
     brought back), or the whole page as it was left, which is asked for anew. */
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && form.autocomplete === "off") location.reload();
    else count();
  });
}
