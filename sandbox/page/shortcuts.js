// Single keys that lead to the parts of the page; listed by "?", and switched off by whoever needs the keys otherwise.

import { button, h } from "./dom.js";

const OFF = "shortcuts.off";

// `keys` are [key, what it does, act].
export function startShortcuts(dialog, opener, keys) {
  const off = h("input", { type: "checkbox", id: "shortcuts-off", checked: localStorage.getItem(OFF) === "yes" });
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "yes" : "no"));
  const open = () => dialog.showModal();
  const all = [...keys, ["?", "This list", open]];
  dialog.append(h("div", { className: "sheet stack" },
    h("h2", { id: "shortcuts-title" }, "Keys"),
    h("p", { className: "meta" }, "They work while you are not typing; Escape leaves what you type in. Tab and Shift+Tab move between controls, arrows between tabs. Enter sends, Shift+Enter begins a new line."),
    h("dl", { className: "keys" }, all.flatMap(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)])),
    h("label", { className: "row" }, off, "Switch single keys off"),
    h("div", { className: "row" }, button("Close", () => dialog.close(), "primary"))));
  opener.addEventListener("click", open);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !dialog.open && isTyping(event.target)) event.target.blur();
    if (off.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || dialog.open) return;
    const found = all.find(([key]) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
}

function isTyping(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}
