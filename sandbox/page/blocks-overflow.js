// An overflow menu: three dots that open a list of acts.

import { place } from "./blocks-float.js";
import { h } from "./dom.js";

export function overflow(element, words, picked) {
  const menu = h("div", { className: "slack-float", role: "menu", popover: "manual", "aria-label": "More actions" });
  const opener = h("button", {
    type: "button", className: "button icon slack-overflow-button", "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-label": "More actions", "data-action": element.action_id ?? "", onclick: () => (isOpen() ? close() : open()),
  }, "⋯");
  const isOpen = () => menu.matches(":popover-open");
  const items = element.options.map((option) => h("button", {
    type: "button", role: "menuitem", tabIndex: -1, className: "slack-float-option", "data-value": option.value,
    onclick: () => { close(); picked(option, opener); },
  }, words(option.text), option.description && h("span", { className: "slack-choice-more" }, words(option.description))));
  menu.append(...items);

  function open() {
    menu.showPopover();
    place(menu, opener);
    opener.setAttribute("aria-expanded", "true");
    items[0]?.focus();
  }

  function close() {
    if (!isOpen()) return;
    opener.focus();
    menu.hidePopover();
    opener.setAttribute("aria-expanded", "false");
  }

  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("focusout", (event) => {
    if (!menu.contains(event.relatedTarget) && event.relatedTarget !== opener && isOpen()) {
      menu.hidePopover();
      opener.setAttribute("aria-expanded", "false");
    }
  });
  return h("span", { className: "slack-overflow" }, opener, menu);
}
