// A scrolling list of messages, newest at the bottom. Each message is drawn once and again only when it changed, so
// that neither scrolling nor what somebody is doing in another message is disturbed.

import { dayKey, dayName } from "./blocks-dates.js";
import { h } from "./dom.js";
import { drawMessage } from "./slack-message.js";
import { momentOf } from "./slack-workspace.js";

const PAGE = 100;
const TOGETHER_SECONDS = 300;

export class MessageList {
  constructor(pane, label) {
    this.pane = pane;
    this.drawn = new Map();
    this.most = PAGE;
    this.rows = [];
    this.inner = h("div", { className: "slack-messages" });
    this.earlier = h("button", { type: "button", className: "button quiet slack-earlier", hidden: true, onclick: () => this.showEarlier() }, "Earlier messages");
    // The scrolling box is laid from the bottom up: what is newest stays in view by itself.
    this.node = h("div", { className: "scroll slack-scroll", tabIndex: 0, role: "region", "aria-label": label }, h("div", {}, this.earlier, this.inner));
    this.node.addEventListener("keydown", (event) => this.step(event));
    this.watch = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) this.showEarlier(); }, { root: this.node, rootMargin: "400px" });
    this.watch.observe(this.earlier);
  }

  // Another conversation or another person: nothing drawn before is of use.
  clear(label) {
    this.drawn.clear();
    this.inner.replaceChildren();
    this.most = PAGE;
    this.node.setAttribute("aria-label", label);
    this.node.scrollTop = 0;
  }

  show(rows, { newSince = "", empty = "" } = {}) {
    this.rows = rows;
    this.options = { newSince, empty };
    const shown = rows.slice(-this.most);
    this.earlier.hidden = shown.length === rows.length;
    const nodes = rows.length ? this.nodes(shown, newSince) : [this.note(empty)];
    settle(this.inner, nodes);
    const kept = new Set(nodes);
    for (const [key, one] of this.drawn) if (!kept.has(one.node)) this.drawn.delete(key);
  }

  showEarlier() {
    if (this.earlier.hidden) return;
    this.most += PAGE;
    this.show(this.rows, this.options);
    // It is told anew whether there is room for still more.
    this.watch.unobserve(this.earlier);
    this.watch.observe(this.earlier);
  }

  note(text) { return this.keep(`note ${text}`, text, () => h("p", { className: "slack-empty" }, text)); }

  nodes(rows, newSince) {
    const found = [];
    const zone = this.pane.workspace.zone;
    let before = null;
    let said = false;
    for (const row of rows) {
      const moment = momentOf(row.message.ts);
      const day = dayKey(moment, zone);
      const isNewDay = !before || dayKey(momentOf(before.message.ts), zone) !== day;
      if (isNewDay && !row.inThread) found.push(this.keep(`day ${day}`, dayName(moment, zone), (name) => h("div", { className: "slack-day" }, h("span", {}, name))));
      if (newSince && !said && !row.whisper && row.message.ts > newSince && row.message.user !== this.pane.workspace.me) {
        said = true;
        found.push(this.keep("new", "new", () => h("div", { className: "slack-new" }, h("span", {}, "New"))));
        before = null;
      }
      row.compact = Boolean(before) && !isNewDay && isOneBreath(before, row);
      found.push(this.message(row));
      before = row;
    }
    return found;
  }

  message(row) {
    const known = this.drawn.get(row.message.ts);
    const stamp = `${row.compact} ${this.pane.stamp(row)}`;
    if (known && known.what === row.message && known.stamp === stamp) return known.node;
    const node = drawMessage(this.pane, row);
    const focused = known?.node.contains(document.activeElement) ? focusOf(known.node) : null;
    this.drawn.set(row.message.ts, { what: row.message, stamp, node });
    if (known) known.node.replaceWith(node);
    if (focused) refocus(node, focused);
    return node;
  }

  keep(key, what, make) {
    const known = this.drawn.get(key);
    if (known?.what === what) return known.node;
    const node = make(what);
    this.drawn.set(key, { what, node });
    return node;
  }

  // Arrow keys go from message to message, as long as one is not typing.
  step(event) {
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    const by = steps[event.key];
    const at = document.activeElement;
    if (event.key === "Escape" && at !== this.node && this.node.contains(at) && !at.matches("article")) return at.closest("article")?.focus();
    if (!by || at.matches("input, textarea, select, [role=menuitem]")) return;
    const all = [...this.inner.querySelectorAll("article")];
    const here = all.indexOf(at.closest("article"));
    const to = here < 0 ? all.length - 1 : here + by;
    if (!all[to]) return;
    event.preventDefault();
    all[to].focus();
  }

  toEnd() { this.node.scrollTop = 0; }

  isAtEnd() { return this.node.scrollTop > -80; }
}

function isOneBreath(before, row) {
  const close = Number(row.message.ts) - Number(before.message.ts) < TOGETHER_SECONDS;
  return close && before.message.user === row.message.user && !before.whisper && !row.whisper && !row.message.bot_id && row.message.subtype !== "tombstone";
}

// Puts these nodes in this order with as few moves as possible.
function settle(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, number) => { if (parent.children[number] !== node) parent.insertBefore(node, parent.children[number] ?? null); });
}

function focusOf(article) {
  const at = document.activeElement;
  return { self: at === article, action: at.dataset?.action, thread: at.dataset?.thread };
}

// After a card was drawn anew: the same button if there still is one, else the card.
function refocus(article, { action, thread }) {
  const same = [...article.querySelectorAll("[data-action], [data-thread]")]
    .find((one) => (action && one.dataset.action === action) || (thread && one.dataset.thread === thread));
  (same ?? article).focus({ preventScroll: true });
}
