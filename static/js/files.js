/* How is a file chosen? The browser's own field speaks the browser's language; this one speaks ours, and sends the file
   as soon as it is chosen. Without this script the browser's field and the button do the same. */

for (const form of document.querySelectorAll("[data-file-form]")) {
  const field = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const choose = document.createElement("button");
  choose.type = "button";
  choose.className = button.className;
  choose.textContent = form.dataset.fileForm || "Chọn tệp PDF…";
  choose.addEventListener("click", () => field.click());
  field.classList.add("visually-hidden");
  field.tabIndex = -1;
  button.hidden = true;
  button.before(choose);
  field.addEventListener("change", () => {
    if (!field.files.length) return;
    choose.disabled = true;
    choose.textContent = `Đang gửi ${field.files[0].name}…`;
    form.submit();
  });
}
