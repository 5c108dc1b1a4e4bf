// Going to a place on the page, whichever pane or tab it is in.

import { h } from "./dom.js";

const NAMES = [["askers", "Askers"], ["slack", "Slack"], ["happens", "What happens"]];

// `choosers` open the tab that a part is in: by the id of its panel.
export function makePanes(nav, choosers) {
  const buttons = new Map(NAMES.map(([id, label]) => [id, h("button", { type: "button", onclick: () => show(id) }, label)]));
  nav.append(...buttons.values());

  // On a narrow screen one pane is shown at a time.
  function show(id) {
    for (const [other, button] of buttons) {
      document.getElementById(other).classList.toggle("shown", other === id);
      if (other === id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  // Brings an element into view and gives it the focus.
  function goTo(element) {
    if (!element) return;
    const pane = element.closest(".pane");
    if (pane) show(pane.id);
    const panel = element.closest(".asker, .happening");
    if (panel) choosers[panel.id]?.();
    element.scrollIntoView({ block: "nearest" });
    element.focus();
  }

  show("askers");
  return { show, goTo };
}
