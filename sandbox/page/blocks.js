// Block Kit, roughly drawn; every element reports what was done with it.

import { h, options } from "./dom.js";

// Slack's own marks as a reader would say them.
export function plain(text, people = {}) {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, "$1")
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id) => `@${people[id] ?? id}`)
    .replace(/<!(here|channel|everyone)[^>]*>/g, "@$1")
    .replace(/<([^|>]+)\|([^>]+)>/g, "$2 ($1)")
    .replace(/<([^>]+)>/g, "$1")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function words(text, people) {
  if (!text) return "";
  return text.type === "mrkdwn" ? plain(text.text, people) : text.text;
}

export function drawBlocks(blocks, act, people = {}) {
  return (blocks ?? []).map((block) => drawBlock(block, act, people));
}

function drawBlock(block, act, people) {
  const kind = `block ${block.type}`;
  const draw = (element) => drawElement(element, block, act, people);
  switch (block.type) {
    case "divider": return h("hr");
    case "section": return h("div", { className: kind }, words(block.text, people),
      block.fields && h("div", { className: "fields" }, block.fields.map((one) => h("div", {}, words(one, people)))),
      block.accessory && h("div", {}, draw(block.accessory)));
    case "context": return h("div", { className: kind }, block.elements.map((one) => h("span", {}, words(one, people) || one.alt_text || "", " ")));
    case "actions": return h("div", { className: "row" }, block.elements.map(draw));
    case "rich_text": return h("div", { className: kind }, spoken(block, people));
    case "image": return h("div", { className: kind }, `[picture: ${block.alt_text}]`);
    case "input": return h("div", { className: kind }, h("label", {}, words(block.label, people), draw(block.element)),
      block.hint && h("div", { className: "meta" }, words(block.hint, people)));
    default: return h("div", { className: kind }, words(block.text, people));
  }
}

function spoken(part, people) {
  if (part.text !== undefined) return part.text;
  if (part.type === "user") return `@${people[part.user_id] ?? part.user_id}`;
  if (part.type === "emoji") return `:${part.name}:`;
  if (part.type === "link") return part.url;
  const inner = (part.elements ?? []).map((one) => spoken(one, people));
  return part.type === "rich_text_list" ? inner.map((one) => `• ${one}`).join("\n") : inner.join("");
}

function drawElement(element, block, act, people) {
  const name = element.accessibility_label ?? element.placeholder?.text ?? element.action_id ?? "";
  const report = (given) => act({ block, element, ...given });
  const state = act.values?.[block.block_id]?.[element.action_id] ?? {};
  switch (element.type) {
    case "button": return h("button", { type: "button", className: element.style ?? "", title: element.url ?? "", onclick: () => report({ value: element.value }) }, words(element.text, people));
    case "image": return h("span", {}, `[picture: ${element.alt_text}]`);
    case "plain_text_input": return entry(h(element.multiline ? "textarea" : "input"), state.value ?? element.initial_value ?? "", name, report);
    case "checkboxes": case "multi_static_select": return menu(element, { multiple: true, size: 4 }, (state.selected_options ?? element.initial_options ?? []).map((one) => one.value), name, report);
    case "static_select": case "radio_buttons": case "overflow": return menu(element, {}, [(state.selected_option ?? element.initial_option)?.value], name, report);
    default: return entry(h("input", { type: { timepicker: "time", datepicker: "date" }[element.type] ?? "text" }), initial(element, state), name, report);
  }
}

function initial(element, state) {
  const given = Object.entries({ ...element, ...state }).find(([key, value]) => /^(initial|selected)_|^value$/.test(key) && typeof value === "string");
  return given ? given[1] : "";
}

function entry(input, value, name, report) {
  input.value = value;
  input.setAttribute("aria-label", name);
  input.addEventListener("change", () => report({ entered: input.value }));
  return input;
}

function menu(element, props, chosen, name, report) {
  const offered = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  const pairs = offered.map((one) => [one.value, one.text.text]);
  const select = h("select", { ...props, "aria-label": name }, options(props.multiple ? pairs : [["", name || "choose"], ...pairs]));
  for (const option of select.options) option.selected = chosen.includes(option.value) || (!props.multiple && option.value === "" && !chosen[0]);
  select.addEventListener("change", () => {
    const picked = [...select.selectedOptions].map((one) => one.value);
    report({ entered: props.multiple ? picked : picked[0] || null });
  });
  return select;
}
