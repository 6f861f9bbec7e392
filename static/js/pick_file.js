/* How is a file chosen? The browser's own field speaks the browser's language; this one speaks ours and says which file
   was chosen. Without this script the browser's field does the same. */

for (const field of document.querySelectorAll("input[type=file][data-pick-file]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = "Chọn tệp…";
  const name = document.createElement("span");
  name.className = "chosen";
  name.setAttribute("role", "status");
  const show = () => {
    const file = field.files[0];
    name.textContent = file ? `${file.name} (${size(file.size)})` : "Chưa chọn tệp";
  };
  button.addEventListener("click", () => field.click());
  field.addEventListener("change", show);
  field.classList.add("visually-hidden");
  field.tabIndex = -1;
  field.before(button, name);
  show();
}

function size(bytes) {
  const [value, unit] = bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
  return `${value.toLocaleString("vi-VN", { maximumFractionDigits: 1 })} ${unit}`;
}
