// A menu one can search: one choice or several, options at hand or from the app. Keys as in the ARIA combobox pattern.

import { place } from "./blocks-float.js";
import { h } from "./dom.js";

const PATIENCE_MILLISECONDS = 250;
let numbers = 0;

export function combo(given) {
  const id = given.id ?? `slack-combo-${(numbers += 1)}`;
  let chosen = [...given.chosen];
  let shown = [];
  let active = -1;
  let waiting = 0;

  const input = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: false, className: "slack-combo-input",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, "data-action": given.action,
    ...(given.described ? { "aria-describedby": given.described } : {}),
    ...(given.focus ? { "data-focus": "" } : {}),
  });
  if (!given.id) input.setAttribute("aria-label", given.label || given.placeholder);
  const list = h("div", { id: `${id}-list`, role: "listbox", popover: "manual", className: "slack-float", "aria-label": given.label || given.placeholder });
  if (given.multiple) list.setAttribute("aria-multiselectable", "true");
  const chips = h("ul", { className: "slack-chips", "aria-label": "Chosen" });
  const root = h("div", { className: "slack-combo" }, given.multiple && chips, input, h("span", { className: "slack-combo-arrow", "aria-hidden": "true" }), list);
  const isOpen = () => list.matches(":popover-open");

  // --- what is chosen ---------------------------------------------------------------------------------------------

  function show() {
    if (given.multiple) {
      chips.replaceChildren(...chosen.map(chip));
      chips.hidden = !chosen.length;
      input.placeholder = chosen.length ? "" : given.placeholder;
    } else {
      input.placeholder = given.placeholder;
      input.value = chosen[0]?.label ?? "";
    }
  }

  const chip = (option) => h("li", { className: "slack-chip" }, option.label,
    h("button", { type: "button", "aria-label": `Remove ${option.label}`, onclick: () => { choose(chosen.filter((one) => one !== option)); input.focus(); } }, "×"));

  function choose(next) {
    chosen = next;
    show();
    given.entered(chosen);
    if (isOpen()) draw();
  }

  function pick(option) {
    const had = chosen.find((one) => one.value === option.value);
    if (!given.multiple) {
      close();
      if (!had) choose([option]);
      else show();
      return;
    }
    input.value = "";
    if (had) choose(chosen.filter((one) => one !== had));
    else if (chosen.length < given.most) choose([...chosen, option]);
    find();
  }

  // --- the list ---------------------------------------------------------------------------------------------------

  const query = () => (isOpen() && input.value !== (given.multiple ? "" : chosen[0]?.label) ? input.value.trim().toLowerCase() : "");

  async function find() {
    if (!given.search) return draw(filtered(given.groups(), query()));
    if (query().length < given.least) return draw([], `Type ${given.least} or more letters`);
    draw([], "Searching …");
    const mine = (waiting += 1);
    await new Promise((later) => { setTimeout(later, PATIENCE_MILLISECONDS); });
    if (mine !== waiting) return;
    const found = await given.search(query());
    if (mine === waiting && isOpen()) draw(found);
  }

  function filtered(groups, wanted) {
    return groups
      .map((group) => ({ ...group, options: group.options.filter((one) => one.label.toLowerCase().includes(wanted)) }))
      .filter((group) => group.options.length);
  }

  function draw(groups = filtered(given.groups(), query()), nothing = "Nothing found") {
    shown = groups.flatMap((group) => group.options);
    let number = -1;
    const rows = groups.flatMap((group) => {
      const options = group.options.map((one) => row(one, (number += 1)));
      return group.label ? [h("div", { role: "group", "aria-label": group.label }, h("div", { className: "slack-float-label", "aria-hidden": "true" }, group.label), options)] : options;
    });
    list.replaceChildren(...(rows.length ? rows : [h("div", { role: "option", "aria-disabled": "true", "aria-selected": "false", className: "meta slack-float-option" }, nothing)]));
    const first = shown.findIndex((one) => one.value === chosen[0]?.value);
    mark(shown.length ? Math.min(Math.max(active >= 0 ? active : given.multiple ? 0 : first, 0), shown.length - 1) : -1);
    if (isOpen()) place(list, root);
  }

  function row(option, number) {
    const selected = chosen.some((one) => one.value === option.value);
    return h("div", {
      role: "option", id: `${id}-${number}`, className: "slack-float-option", "aria-selected": String(selected), "data-value": option.value,
      onmousedown: (event) => event.preventDefault(), onclick: () => pick(option), onmousemove: () => mark(number),
    }, h("span", {}, option.label), option.more && h("span", { className: "slack-choice-more" }, option.more));
  }

  function mark(number) {
    active = number;
    for (const one of list.querySelectorAll(".active")) one.classList.remove("active");
    const now = number >= 0 ? list.querySelector(`#${CSS.escape(`${id}-${number}`)}`) : null;
    now?.classList.add("active");
    if (!now) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", now.id);
    if (isOpen()) now.scrollIntoView({ block: "nearest" });
  }

  const follow = () => place(list, root);

  // What was just typed narrows the list; otherwise the present choice is marked, to be typed over.
  function open(typing = false) {
    if (isOpen()) return;
    active = -1;
    list.showPopover();
    input.setAttribute("aria-expanded", "true");
    addEventListener("scroll", follow, true);
    addEventListener("resize", follow);
    if (!given.multiple && !typing) input.select();
    find();
  }

  function close() {
    if (!isOpen()) return;
    list.hidePopover();
    waiting += 1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", follow);
    if (given.multiple) input.value = "";
    else if (!input.value && given.optional && chosen.length) choose([]);
    else show();
  }

  // --- keys and pointer -------------------------------------------------------------------------------------------

  const step = (by) => { if (isOpen()) mark(shown.length ? (active + by + shown.length) % shown.length : -1); else open(); };
  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => { if (isOpen() && shown[active]) pick(shown[active]); else open(); },
    Escape: () => { if (!isOpen()) return false; close(); return true; },
    Home: () => { if (!isOpen()) return false; mark(shown.length ? 0 : -1); return true; },
    End: () => { if (!isOpen()) return false; mark(shown.length - 1); return true; },
    Backspace: () => { if (!given.multiple || input.value || !chosen.length) return false; choose(chosen.slice(0, -1)); return true; },
  };
  input.addEventListener("keydown", (event) => {
    const key = KEYS[event.key];
    if (!key || key() === false) return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("input", () => { if (!isOpen()) open(true); else { active = 0; find(); } });
  root.addEventListener("click", (event) => { if (!list.contains(event.target) && !event.target.closest(".slack-chip")) { input.focus(); open(); } });
  input.addEventListener("blur", close);
  show();
  return root;
}
