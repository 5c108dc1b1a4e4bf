// The form in which one writes: a text, and what may go with it.

import { form, h, icon, options, sendOnEnter } from "./dom.js";
import { pictureChooser } from "./pictures.js";
import * as places from "./places.js";

// `send({text, place, picture})` returns true when it went; `cancel` adds a way out.
export function composer({ id, label, placeholder, verb, send, cancel, text = "", extras = true, most = 0 }) {
  const area = h("textarea", { id, rows: 2, placeholder, "aria-label": label, value: text });
  const picture = pictureChooser(`${id}-picture`);
  const place = h("select", { "aria-label": "Location to share", className: "place" }, options([["", "No location"], ...places.names.map((name) => [name, name])], ""));
  const count = h("span", { className: "meta count", "aria-hidden": "true" });
  const submit = h("button", { className: "button primary", "data-role": "send" }, verb);

  async function go() {
    const given = { text: area.value.trim(), place: extras ? place.value : "", picture: extras ? picture.value() : null };
    if (!given.text && !given.place && !given.picture) return area.focus();
    submit.disabled = true;
    const went = await send(given);
    submit.disabled = false;
    if (!went) return;
    [area.value, place.value] = ["", ""];
    picture.clear();
    measure();
  }

  function measure() {
    count.textContent = most && area.value.length > most * 0.8 ? String(most - area.value.length) : "";
    count.classList.toggle("over", most > 0 && area.value.length > most);
  }

  area.addEventListener("input", measure);
  sendOnEnter(area, go);
  const out = cancel && h("button", { type: "button", className: "button quiet", onclick: cancel }, "Cancel");
  const element = form(go, area, h("div", { className: "row composer-tools" },
    extras && picture.element, extras && h("span", { className: "place-chooser" }, icon("pin"), place), h("span", { className: "grow" }), count, out, submit));
  element.className = "composer";
  if (cancel) element.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); cancel(); } });
  return { element, area };
}
