// The list of conversations, with a mark where there is something new. One tab stop; arrow keys go up and down.

import { fill, h } from "./dom.js";
import { initials } from "./slack-workspace.js";

export class Channels {
  // `open(key)` shows a conversation; `join(channel)` and `write(person)` make one.
  constructor(workspace, reading, acts) {
    this.workspace = workspace;
    this.reading = reading;
    this.acts = acts;
    this.drawn = "";
    this.node = h("nav", { className: "slack-side scroll", id: "slack-side", "aria-label": "Conversations" });
    this.node.addEventListener("keydown", (event) => this.step(event));
  }

  draw(current) {
    const sections = [
      ["Channels", this.workspace.channels()],
      ["Direct messages", this.workspace.directs()],
    ].map(([title, list]) => [title, list.map((one) => ({ ...one, unread: one.key === current ? 0 : this.reading.unread(one) }))]);
    const joinable = this.workspace.joinable();
    const stamp = JSON.stringify([current, this.workspace.me, sections.map(([, list]) => list.map((one) => [one.key, one.channel?.id, one.title, one.unread])), joinable.map((one) => one.id), this.workspace.state.people.length]);
    if (stamp === this.drawn) return;
    this.drawn = stamp;
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(this.node, sections.map(([title, list]) => this.section(title, list, current)), this.more(joinable));
    if (focused) this.node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  section(title, list, current) {
    const id = `slack-side-${title.split(" ")[0].toLowerCase()}`;
    return h("section", {}, h("h3", { id }, title), h("ul", { "aria-labelledby": id }, list.map((one) => h("li", {}, this.entry(one, current)))));
  }

  entry(one, current) {
    const isHere = one.key === current;
    const sign = one.kind === "channel"
      ? h("span", { className: "slack-sign", "aria-hidden": "true" }, "#")
      : h("span", { className: `avatar small ${one.kind === "app" ? "ours" : ""}`, "aria-hidden": "true" }, initials(one.title));
    const node = h("button", {
      type: "button", className: "slack-entry", tabIndex: isHere ? 0 : -1, "data-channel": one.channel?.id ?? one.key, "data-key": one.key,
      onclick: () => this.acts.open(one.key),
    }, sign, h("span", { className: "slack-entry-name" }, one.title));
    if (one.kind === "app") node.append(h("span", { className: "slack-app" }, "APP"));
    if (isHere) node.setAttribute("aria-current", "page");
    if (one.unread) {
      node.setAttribute("data-unread", String(one.unread));
      node.append(h("span", { className: "slack-badge" }, String(one.unread), h("span", { className: "sr-only" }, " unread")));
    }
    return node;
  }

  more(joinable) {
    const others = this.workspace.humans().filter((one) => one.id !== this.workspace.me);
    const write = h("select", { "aria-label": "Write to a colleague", className: "slack-pick", onchange: (event) => { const id = event.target.value; event.target.value = ""; if (id) this.acts.write(id); } },
      h("option", { value: "" }, "Write to …"), others.map((one) => h("option", { value: one.id }, this.workspace.name(one.id))));
    const join = joinable.length && h("select", { "aria-label": "Join a channel", className: "slack-pick", onchange: (event) => { const id = event.target.value; event.target.value = ""; if (id) this.acts.join(id); } },
      h("option", { value: "" }, "Join a channel …"), joinable.map((one) => h("option", { value: one.id }, `#${one.name}`)));
    return h("div", { className: "slack-side-more" }, join, write);
  }

  step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const entries = [...this.node.querySelectorAll(".slack-entry")];
    const at = entries.indexOf(document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    entries[(at + by + entries.length) % entries.length].focus();
  }

  focus() { this.node.querySelector(".slack-entry[tabindex='0'], .slack-entry")?.focus(); }
}
