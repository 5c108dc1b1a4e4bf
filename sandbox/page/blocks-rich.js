// rich_text blocks: sections, lists, quotes and code, of pieces that each have their own style.

import { emoji } from "./blocks-emoji.js";
import { written } from "./blocks-dates.js";
import { link, mention } from "./blocks-text.js";
import { h } from "./dom.js";

const STYLES = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"], ["underline", "u"], ["highlight", "mark"]];

const PIECES = {
  text: (piece) => piece.text,
  link: (piece) => link(piece.url, piece.text || piece.url),
  user: (piece, names) => mention(`@${names.person(piece.user_id)}`),
  usergroup: (piece) => mention(`@${piece.usergroup_id}`),
  channel: (piece, names) => mention(`#${names.channel(piece.channel_id)}`),
  broadcast: (piece) => mention(`@${piece.range}`),
  emoji: (piece) => fromUnicode(piece.unicode) ?? emoji(piece.name) ?? `:${piece.name}:`,
  date: (piece, names) => written(piece.timestamp, piece.format, names.zone) ?? piece.fallback ?? "",
  color: (piece) => h("code", {}, piece.value),
};

function fromUnicode(codes) {
  if (!codes) return null;
  return String.fromCodePoint(...codes.split("-").map((code) => Number.parseInt(code, 16)));
}

function pieces(elements, names) {
  return elements.map((piece) => {
    const made = PIECES[piece.type]?.(piece, names) ?? "";
    const asked = STYLES.filter(([style]) => piece.style?.[style]);
    return asked.reduce((inner, [, name]) => h(name, {}, inner), made);
  });
}

const PARTS = {
  rich_text_section: (part, names) => h("div", { className: "slack-rich" }, pieces(part.elements, names)),
  rich_text_quote: (part, names) => h("blockquote", {}, pieces(part.elements, names)),
  rich_text_preformatted: (part, names) => h("pre", {}, pieces(part.elements, names)),
  rich_text_list: list,
};

function list(part, names) {
  const items = part.elements.map((one) => h("li", {}, pieces(one.elements, names)));
  const kind = part.style === "ordered" ? "ol" : "ul";
  const made = h(kind, { className: "slack-list", "data-indent": String(part.indent ?? 0) }, items);
  if (kind === "ol") made.start = (part.offset ?? 0) + 1;
  return made;
}

export function richText(block, names) {
  return block.elements.map((part) => PARTS[part.type]?.(part, names)).filter(Boolean);
}
