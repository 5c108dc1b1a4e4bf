// Elements made of text and elements only: what strangers wrote can never become markup.

export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && key !== "list") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(Boolean));
}

export function button(label, act, kind = "") {
  return h("button", { type: "button", className: `button ${kind}`.trim(), onclick: act }, label);
}

// One of the drawings in icons.css, beside or instead of words.
export function icon(name) {
  return h("span", { className: `icon icon-${name}`, "aria-hidden": "true" });
}

export function options(pairs, chosen) {
  return pairs.map(([value, label]) => h("option", { value, selected: value === chosen }, label));
}

// Keeps a menu's options up to date without losing what was chosen.
export function choices(select, pairs) {
  const before = select.value;
  fill(select, options(pairs, before));
  if (pairs.some(([value]) => value === before)) select.value = before;
}

export function when(moment) {
  return new Date(moment).toLocaleTimeString();
}

// The time of day, exact for those who ask.
export function clock(moment) {
  const date = new Date(moment);
  const words = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return h("time", { dateTime: date.toISOString(), title: date.toLocaleString() }, words);
}

export function form(submit, ...children) {
  const element = h("form", {}, ...children);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(element);
  });
  return element;
}

// A label and what it names.
export function field(label, control, kind = "") {
  return h("label", { className: `field ${kind}`.trim() }, h("span", {}, label), control);
}

// Enter sends, shift and enter begins a new line.
export function sendOnEnter(area, submit) {
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
}
