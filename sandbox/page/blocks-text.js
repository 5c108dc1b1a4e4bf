// Text objects as nodes. What people wrote becomes text nodes only; mrkdwn becomes elements that this file makes.

import { withEmoji } from "./blocks-emoji.js";
import { written } from "./blocks-dates.js";
import { openLink } from "./blocks-links.js";
import { h } from "./dom.js";

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const EDGE = "[\\s.,;:!?()\\[\\]{}\"'“”‘’/–—-]";
const wrapped = (mark) => new RegExp(`(?<=^|${EDGE})\\${mark}(\\S|\\S[^\\n]*?\\S)\\${mark}(?=$|${EDGE})`);

const RULES = [
  { find: /`([^`\n]+)`/, make: (found) => h("code", {}, unescape(found[1])) },
  { find: /<([^<>\n]+)>/, make: (found, names) => marked(found[1], names) },
  { find: wrapped("*"), make: (found, names) => h("strong", {}, inline(found[1], names)) },
  { find: wrapped("_"), make: (found, names) => h("em", {}, inline(found[1], names)) },
  { find: wrapped("~"), make: (found, names) => h("s", {}, inline(found[1], names)) },
];
const BARE = { find: /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]}'"]/, make: (found) => link(unescape(found[0])) };

const SAFE = /^(https?|mailto|tel):/i;

// What is no address of the web, of mail or of a telephone stays text.
export function link(url, label = url) {
  if (!SAFE.test(url)) return h("span", {}, label);
  return h("a", { href: url, rel: "noreferrer", onclick: (event) => openLink(event, url) }, label);
}

export function mention(name) {
  return h("span", { className: "slack-mention" }, name);
}

// What stands between < and >.
function marked(text, names) {
  const [target, label] = text.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(`@${names.person(target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1))}`);
  if (target.startsWith("!date^")) return dated(target, label ?? "", names.zone);
  if (target.startsWith("!subteam^")) return mention(label ?? "@group");
  if (target.startsWith("!")) return mention(`@${unescape(label ?? target.slice(1))}`);
  return link(unescape(target), label ? withEmoji(unescape(label)) : unescape(target).replace(/^(mailto|tel):/, ""));
}

function dated(target, fallback, zone) {
  const [, epoch, format, url] = target.split("^");
  const text = written(epoch, unescape(format ?? ""), zone) ?? unescape(fallback);
  const moment = new Date(Number(epoch) * 1000);
  const shown = Number.isNaN(moment.getTime()) ? text : h("time", { dateTime: moment.toISOString() }, text);
  return url ? link(unescape(url), shown) : shown;
}

function inline(text, names) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const next = first(rest, names.bare ? [...RULES, BARE] : RULES);
    if (!next) break;
    nodes.push(words(rest.slice(0, next.found.index)), next.rule.make(next.found, names));
    rest = rest.slice(next.found.index + next.found[0].length);
  }
  return [...nodes, words(rest)];
}

function first(text, rules) {
  let best = null;
  for (const rule of rules) {
    const found = rule.find.exec(text);
    if (found && (!best || found.index < best.found.index)) best = { rule, found };
  }
  return best;
}

const words = (text) => withEmoji(unescape(text));

// Lines that begin with > are quoted together.
function lines(text, names) {
  const parts = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?/.test(line);
    const last = parts.at(-1);
    const shown = quoted ? line.replace(/^(?:&gt;|>) ?/, "") : line;
    if (last && last.quoted === quoted) last.lines.push(shown);
    else parts.push({ quoted, lines: [shown] });
  }
  return parts.map((part, number) => {
    const nodes = inline(part.lines.join("\n"), names);
    if (part.quoted) return h("blockquote", {}, nodes);
    const after = number < parts.length - 1 && !parts[number + 1].quoted ? "\n" : "";
    return [nodes, after];
  }).flat(3);
}

export function mrkdwn(text, names) {
  return text.split(/```([\s\S]*?)```/).flatMap((part, number) =>
    number % 2 ? [h("pre", {}, unescape(part.replace(/^\n/, "")))] : lines(number ? part.replace(/^\n/, "") : part, names));
}

// A text object: plain text to the letter, shortcodes only where the app asked for emoji.
export function textNodes(object, names) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { ...names, bare: !object.verbatim });
  return [object.emoji ? withEmoji(object.text) : object.text];
}

export const plainOf = (object) => (object ? (object.emoji ? withEmoji(object.text) : object.text) : "");

// Markup as a screen reader's live region should say it.
export function spoken(text, names) {
  const holder = h("span", {}, mrkdwn(text ?? "", names));
  return holder.textContent.replace(/\s+/g, " ").trim();
}
