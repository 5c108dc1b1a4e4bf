// Tabs as a keyboard expects them: arrows move between them, Tab goes on into the panel.

import { h } from "./dom.js";

// `parts` are [name, label, panel]; the element returned is the list of tabs.
export function makeTabs(label, parts, chosen = () => {}) {
  const tabs = new Map(parts.map(([name, words, panel]) => {
    const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": panel.id, onclick: () => choose(name) }, words);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    return [name, tab];
  }));
  const panels = new Map(parts.map(([name, , panel]) => [name, panel]));
  const element = h("div", { role: "tablist", "aria-label": label }, ...tabs.values());

  function choose(name) {
    for (const [other, tab] of tabs) {
      tab.setAttribute("aria-selected", String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
      panels.get(other).classList.toggle("shown", other === name);
    }
    chosen(name);
  }

  element.addEventListener("keydown", (event) => {
    const names = [...tabs.keys()];
    const here = names.findIndex((name) => tabs.get(name) === document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (here < 0 || !step) return;
    event.preventDefault();
    const next = names[(here + step + names.length) % names.length];
    choose(next);
    tabs.get(next).focus();
  });
  choose(parts[0][0]);
  return { element, choose, tab: (name) => tabs.get(name) };
}
