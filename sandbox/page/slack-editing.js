// Changing and taking back what one wrote oneself.

import { fill, h } from "./dom.js";

export function editWithin(article, text, save) {
  const blocks = article.querySelector(".slack-blocks");
  const before = [...blocks.childNodes];
  const field = h("textarea", { rows: 2, "aria-label": "Change the message", value: text });
  const end = () => { fill(blocks, before); article.focus(); };
  const form = h("form", { className: "slack-edit" }, field, h("div", { className: "row" },
    h("button", { type: "submit", className: "button primary" }, "Save"),
    h("button", { type: "button", className: "button", onclick: end }, "Cancel")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (field.value.trim() && (await save(field.value))) return;
    field.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); end(); }
    if (event.key === "Enter" && !event.shiftKey && event.target === field) { event.preventDefault(); form.requestSubmit(); }
  });
  fill(blocks, form);
  field.focus();
}
