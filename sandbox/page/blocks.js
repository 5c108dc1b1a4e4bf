// Block Kit as Slack draws it. A surface says what the elements do:
//   names: who and where ids are, and the reader's time zone; kind: "message", "view" or "home"
//   state(block, element): what was entered so far; enter(block, element, value): something was entered
//   act(block, element, more, node): a button was pressed or a menu used; search(element, query): options from the app

import { drawElement } from "./blocks-elements.js";
import { link, textNodes, plainOf } from "./blocks-text.js";
import { richText } from "./blocks-rich.js";
import { h } from "./dom.js";

let numbers = 0;
const newId = (kind) => `slack-${kind}-${(numbers += 1)}`;

export function drawBlocks(blocks, surface) {
  return (blocks ?? []).map((block) => drawBlock(block, surface));
}

function drawBlock(block, surface) {
  const node = (DRAW[block.type] ?? unknown)(block, surface);
  node.dataset.block = block.block_id ?? "";
  node.classList.add("slack-block", `slack-${block.type}`);
  return node;
}

const DRAW = {
  section,
  divider: () => h("hr"),
  header: (block, surface) => h(surface.kind === "message" ? "h4" : "h3", {}, textNodes(block.text, surface.names)),
  context: (block, surface) => h("div", {}, block.elements.map((one) => contextPart(one, surface))),
  actions: (block, surface) => h("div", { role: "group", "aria-label": "Actions" }, elements(block, surface)),
  context_actions: (block, surface) => h("div", {}, elements(block, surface)),
  image: (block) => picture(block, plainOf(block.title)),
  video: (block) => h("div", {}, link(block.title_url ?? block.video_url, plainOf(block.title)), picture(block, plainOf(block.description))),
  input,
  rich_text: (block, surface) => h("div", {}, richText(block, surface.names)),
  markdown: (block, surface) => h("div", { className: "said" }, textNodes({ type: "plain_text", text: block.text }, surface.names)),
  table,
};

function section(block, surface) {
  const fields = block.fields?.map((one) => h("div", { className: "said" }, textNodes(one, surface.names)));
  const name = (block.text ? plainOf(block.text) : "").slice(0, 120);
  return h("div", {},
    h("div", { className: "slack-section-text" },
      block.text && h("div", { className: "said" }, textNodes(block.text, surface.names)),
      fields && h("div", { className: "slack-fields" }, fields)),
    block.accessory && h("div", { className: "slack-accessory" }, drawElement(block.accessory, block, surface, { label: name })));
}

function contextPart(one, surface) {
  if (one.type === "image") return h("span", { className: "slack-thumb", role: "img", "aria-label": one.alt_text });
  return h("span", { className: "said" }, textNodes(one, surface.names));
}

const elements = (block, surface) => block.elements.map((one) => drawElement(one, block, surface));

// Only pictures of this machine are shown; of any other its description stands there.
function picture(block, title) {
  const url = block.image_url ?? "";
  const local = url.startsWith("data:image/") || url.startsWith(`${location.origin}/`);
  const shown = local ? h("img", { src: url, alt: block.alt_text }) : h("div", { className: "slack-no-picture" }, block.alt_text);
  return h("figure", {}, title && h("figcaption", {}, title), shown);
}

// A labelled input; several choices are a group with a legend.
function input(block, surface) {
  const id = newId("input");
  const hint = block.hint && h("p", { className: "slack-hint said", id: `${id}-hint` }, textNodes(block.hint, surface.names));
  const wrong = h("p", { className: "slack-wrong", id: `${id}-wrong`, hidden: true });
  const described = [hint && `${id}-hint`, `${id}-wrong`].filter(Boolean).join(" ");
  const optional = block.optional && h("span", { className: "slack-optional" }, " (optional)");
  const many = block.element.type === "checkboxes" || block.element.type === "radio_buttons";
  const label = many
    ? h("legend", {}, plainOf(block.label), optional)
    : h("label", { htmlFor: id, id: `${id}-label` }, plainOf(block.label), optional);
  const options = { id, described, label: plainOf(block.label), labelledBy: `${id}-label`, optional: block.optional };
  const parts = [label, drawElement(block.element, block, surface, options), wrong, hint];
  return h(many ? "fieldset" : "div", many ? { "aria-describedby": described } : {}, parts);
}

function table(block, surface) {
  const [head, ...rows] = block.rows;
  const cell = (kind) => (one) => h(kind, {}, one.type === "raw_text" ? one.text : richText(one, surface.names));
  return h("div", { tabIndex: 0, role: "region", "aria-label": "Table" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map(cell("th")))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}

const unknown = (block) => h("div", { className: "meta" }, `[${block.type}]`);

// Says under an input what is wrong with it; nothing takes the complaint away.
export function complain(root, blockId, text) {
  const block = [...root.querySelectorAll(".slack-input")].find((one) => one.dataset.block === blockId);
  const wrong = block?.querySelector(":scope > .slack-wrong");
  if (!wrong) return null;
  wrong.textContent = text ?? "";
  wrong.hidden = !text;
  const field = block.querySelector("input, textarea, select");
  if (text) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
  return text ? field : null;
}
