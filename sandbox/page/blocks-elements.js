// The elements of blocks: buttons, fields, choices. Each tells its surface what was entered or pressed.

import { combo } from "./blocks-combo.js";
import { overflow } from "./blocks-overflow.js";
import { openLink } from "./blocks-links.js";
import { plainOf, textNodes } from "./blocks-text.js";
import { h } from "./dom.js";

// `options`: id, label, described, labelledBy, optional; in a message there is no label but the placeholder.
export function drawElement(element, block, surface, options = {}) {
  const draw = DRAW[element.type];
  return draw ? draw(element, block, surface, options) : h("span", { className: "meta" }, `[${element.type}]`);
}

function button(element, block, surface) {
  const press = () => {
    if (node.getAttribute("aria-disabled") === "true") return;
    if (element.url) openLink(null, element.url);
    surface.act(block, element, { value: element.value }, node);
  };
  const node = h("button", {
    type: "button",
    className: `button ${element.style ?? ""}`.trim(),
    "data-action": element.action_id ?? "",
    onclick: press,
  }, plainOf(element.text));
  if (element.accessibility_label) node.setAttribute("aria-label", element.accessibility_label);
  if (element.url) node.classList.add("slack-leads-away");
  surface.drawn?.(element, node);
  return node;
}

function feedback(element, block, surface) {
  const both = [element.positive_button, element.negative_button];
  return h("span", { className: "row" }, both.map((one) => {
    const asked = { ...element, ...one, type: "button" };
    return button(asked, block, { ...surface, act: (_block, _element, more, node) => surface.act(block, element, more, node) });
  }));
}

// What a field enters when it changes, and what it shows of a state at first.
function field(node, element, block, surface, options, value) {
  node.value = value ?? "";
  if (options.id) node.id = options.id;
  node.setAttribute("aria-label", options.id ? options.label : plainOf(element.placeholder) || options.label || element.action_id);
  if (options.id) node.removeAttribute("aria-label");
  if (options.described) node.setAttribute("aria-describedby", options.described);
  if (element.placeholder) node.placeholder = plainOf(element.placeholder);
  if (element.focus_on_load) node.setAttribute("data-focus", "");
  node.setAttribute("data-action", element.action_id ?? "");
  if (block.type === "input" && !block.optional) node.required = true;
  return node;
}

function text(kind) {
  return (element, block, surface, options) => {
    const node = element.multiline ? h("textarea", { rows: 5 }) : h("input", { type: kind, autocomplete: "off" });
    if (kind === "number") node.step = element.is_decimal_allowed ? "any" : "1";
    const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    node.addEventListener("input", () => surface.enter(block, element, node.value, { quiet: !when.includes("on_character_entered"), node }));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || element.multiline || !block.dispatch_action || !when.includes("on_enter_pressed")) return;
      event.preventDefault();
      surface.enter(block, element, node.value, { node });
    });
    return field(node, element, block, surface, options, surface.state(block, element).value ?? element.initial_value);
  };
}

function picker(kind, stateName, initialName) {
  return (element, block, surface, options) => {
    const node = h("input", { type: kind, className: "slack-picker" });
    node.addEventListener("change", () => surface.enter(block, element, read(kind, node.value), { node }));
    const given = surface.state(block, element)[stateName] ?? element[initialName];
    return field(node, element, block, surface, options, kind === "datetime-local" ? localMoment(given) : given);
  };
}

const read = (kind, value) => (kind === "datetime-local" ? Math.floor(new Date(value).getTime() / 1000) || null : value || null);

function localMoment(epoch) {
  if (!epoch) return "";
  const moment = new Date(epoch * 1000);
  return new Date(epoch * 1000 - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function choices(kind) {
  return (element, block, surface, options) => {
    const state = surface.state(block, element);
    const chosen = kind === "radio"
      ? [state.selected_option === undefined ? element.initial_option : state.selected_option]
      : (state.selected_options ?? element.initial_options ?? []);
    const values = new Set(chosen.filter(Boolean).map((one) => one.value));
    const name = `${options.id ?? "slack"}-${block.block_id}-${element.action_id}`;
    const enter = (event) => surface.enter(block, element, picked(box, kind), { node: event.target });
    const box = h("div", { className: "slack-choices" }, element.options.map((one, number) => h("label", { className: "slack-choice" },
      h("input", { type: kind, name, value: one.value, checked: values.has(one.value), onchange: enter, "data-action": element.action_id,
        ...(element.focus_on_load && !number ? { "data-focus": "" } : {}) }),
      h("span", {}, h("span", { className: "said" }, textNodes(one.text, surface.names)),
        one.description && h("span", { className: "slack-choice-more said" }, textNodes(one.description, surface.names))))));
    if (!options.id) {
      box.setAttribute("role", kind === "radio" ? "radiogroup" : "group");
      box.setAttribute("aria-label", options.label || element.action_id);
    }
    return box;
  };
}

function picked(box, kind) {
  const found = [...box.querySelectorAll("input:checked")].map((one) => one.value);
  return kind === "radio" ? (found[0] ?? null) : found;
}

// --- menus: where their options come from, and what of the state they show ----------------------------------------

const fromOption = (one) => ({ value: one.value, label: plainOf(one.text), more: plainOf(one.description), whole: one });

function offered(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.map((group) => ({ label: group.label ? plainOf(group.label) : "", options: group.options.map(fromOption) }));
}

const people = (_element, surface) => [{ label: "", options: surface.names.people().map(([value, label]) => ({ value, label })) }];
const places = (_element, surface) => [{ label: "", options: surface.names.channels().map(([value, label]) => ({ value, label })) }];

function menu(source, one, initial) {
  return (element, block, surface, options) => {
    const multiple = element.type.startsWith("multi_");
    const isExternal = element.type.endsWith("external_select");
    const state = surface.state(block, element);
    const names = multiple ? [`selected_${one}s`, `${initial}s`] : [`selected_${one}`, initial];
    const given = state[names[0]] === undefined ? element[names[1]] : state[names[0]];
    const chosen = (Array.isArray(given) ? given : [given]).filter(Boolean);
    const node = combo({
      ...options,
      multiple,
      groups: () => source(element, surface),
      search: isExternal ? async (query) => found(await surface.search(element, query)) : null,
      least: element.min_query_length ?? 3,
      most: element.max_selected_items ?? Infinity,
      chosen: chosen.map((value) => (typeof value === "string" ? named(value, source(element, surface)) : fromOption(value))),
      placeholder: plainOf(element.placeholder) || (multiple ? "Choose options" : "Choose an option"),
      action: element.action_id ?? "",
      focus: Boolean(element.focus_on_load),
      entered: (picked) => {
        // What the app gave is unknown here, so it goes back whole.
        const values = picked.map((option) => (isExternal ? option.whole : option.value));
        surface.enter(block, element, multiple ? values : (values[0] ?? null), { node });
      },
    });
    return node;
  };
}

function found(answer) {
  if (!answer) return [];
  return (answer.option_groups ?? [{ options: answer.options ?? [] }])
    .map((group) => ({ label: group.label ? plainOf(group.label) : "", options: group.options.map(fromOption) }));
}

const named = (value, groups) => groups.flatMap((group) => group.options).find((one) => one.value === value) ?? { value, label: value };

const external = () => [];
const DRAW = {
  button,
  workflow_button: button,
  icon_button: button,
  feedback_buttons: feedback,
  image: (element) => h("span", { className: "slack-thumb large", role: "img", "aria-label": element.alt_text }),
  overflow: (element, block, surface) => overflow(element, plainOf, (option, node) => surface.act(block, element, { selected: option.value, url: option.url }, node)),
  plain_text_input: text("text"),
  number_input: text("number"),
  email_text_input: text("email"),
  url_text_input: text("url"),
  rich_text_input: (element, block, surface, options) => text("text")({ ...element, multiline: true, initial_value: "" }, block, richly(surface), options),
  datepicker: picker("date", "selected_date", "initial_date"),
  timepicker: picker("time", "selected_time", "initial_time"),
  datetimepicker: picker("datetime-local", "selected_date_time", "initial_date_time"),
  checkboxes: choices("checkbox"),
  radio_buttons: choices("radio"),
  static_select: menu(offered, "option", "initial_option"),
  multi_static_select: menu(offered, "option", "initial_option"),
  external_select: menu(external, "option", "initial_option"),
  multi_external_select: menu(external, "option", "initial_option"),
  users_select: menu(people, "user", "initial_user"),
  multi_users_select: menu(people, "user", "initial_user"),
  channels_select: menu(places, "channel", "initial_channel"),
  multi_channels_select: menu(places, "channel", "initial_channel"),
  conversations_select: menu(places, "conversation", "initial_conversation"),
  multi_conversations_select: menu(places, "conversation", "initial_conversation"),
};

// What is typed into a rich text field is one section of plain text.
function richly(surface) {
  const rich = (value) => ({ type: "rich_text", elements: [{ type: "rich_text_section", elements: value ? [{ type: "text", text: value }] : [] }] });
  return { ...surface, enter: (block, element, value, more) => surface.enter(block, element, value ? rich(value) : null, more) };
}
