// One conversation: its head, for the app its tabs, its messages and the box to write in; a thread of it likewise.

import { fill, h } from "./dom.js";
import { Composer } from "./slack-composer.js";
import { MessageList } from "./slack-list.js";
import { titleOf } from "./slack-workspace.js";

export class Conversation {
  // `hooks`: send(text, thread), commands(), rows(thread), openHome(), closeThread(), menu(open)
  constructor(pane, home, hooks) {
    Object.assign(this, { pane, home, hooks, tab: "messages", key: null });
    this.list = new MessageList(pane, "Messages");
    this.composer = new Composer({ id: "slack-composer", label: "Message", send: (text) => hooks.send(text, ""), commands: hooks.commands });
    this.title = h("h3", { id: "slack-title-now" });
    this.about = h("span", { className: "meta slack-about" });
    this.tabs = h("div", { role: "tablist", "aria-label": "The app", className: "slack-tabs", hidden: true },
      ["home", "messages"].map((name) => this.tabOf(name)));
    this.tabs.addEventListener("keydown", (event) => this.step(event));
    this.newer = h("button", { type: "button", className: "button slack-newer", hidden: true, onclick: () => this.toEnd() }, "New messages");
    this.list.node.addEventListener("scroll", () => { if (this.list.isAtEnd()) this.newer.hidden = true; }, { passive: true });
    this.messages = h("div", { className: "slack-column", id: "slack-messages" }, this.list.node, this.newer, this.composer.node);
    this.node = h("section", { className: "slack-main slack-column", "aria-labelledby": "slack-title-now" },
      h("header", { className: "slack-head" }, this.title, this.about, this.tabs), this.messages, this.home.node);
  }

  tabOf(name) {
    return h("button", {
      type: "button", role: "tab", id: `slack-tab-${name}`, "data-tab": name, "aria-controls": name === "home" ? "slack-home" : "slack-messages",
      onclick: () => this.choose(name),
    }, name === "home" ? "Home" : "Messages");
  }

  step(event) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    this.choose(this.tab === "home" ? "messages" : "home");
    this.tabs.querySelector("[aria-selected=true]").focus();
    event.preventDefault();
  }

  choose(name) {
    if (name === this.tab) return;
    this.tab = name;
    this.hooks.openTab(name);
    this.draw(this.conversation, this.newSince);
  }

  open(conversation, newSince) {
    const stamp = `${this.pane.workspace.me} ${conversation.key}`;
    if (stamp !== this.key) {
      this.key = stamp;
      this.tab = "messages";
      this.newer.hidden = true;
      this.list.clear(`Messages in ${titleOf(conversation)}`);
    }
    this.draw(conversation, newSince);
  }

  draw(conversation, newSince) {
    this.conversation = conversation;
    this.newSince = newSince;
    const isApp = conversation.kind === "app";
    const isHome = isApp && this.tab === "home";
    this.title.textContent = titleOf(conversation);
    this.about.textContent = aboutOf(this.pane.workspace, conversation);
    this.tabs.hidden = !isApp;
    for (const tab of this.tabs.children) {
      const chosen = tab.dataset.tab === this.tab;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.messages.hidden = isHome;
    this.home.node.hidden = !isHome;
    if (isHome) this.home.draw();
    this.composer.open(`${this.pane.workspace.me} ${conversation.key}`, labelOf(conversation));
    this.list.show(this.hooks.rows(""), { newSince, empty: emptyOf(conversation) });
  }

  // Something new came while one reads further up.
  arrived() { if (!this.list.isAtEnd()) this.newer.hidden = false; }

  toEnd() {
    this.list.toEnd();
    this.newer.hidden = true;
  }
}

const labelOf = (conversation) => `Message ${conversation.kind === "channel" ? "" : "to "}${titleOf(conversation)}`;

function aboutOf(workspace, conversation) {
  if (conversation.kind === "channel") return `${conversation.channel.members.length} people`;
  return conversation.kind === "app" ? "only you and the app" : "only you two";
}

function emptyOf(conversation) {
  if (conversation.kind === "channel") return `Nobody has written in ${titleOf(conversation)} yet.`;
  return conversation.kind === "app" ? "Questions offered to you in person come here." : `Nothing yet between you and ${conversation.title}.`;
}

export class Thread {
  constructor(pane, hooks) {
    Object.assign(this, { pane, hooks, ts: "", key: "" });
    this.list = new MessageList(pane, "Thread");
    this.composer = new Composer({ id: "slack-thread-composer", label: "Reply", send: (text) => hooks.send(text, this.ts), commands: hooks.commands });
    this.about = h("span", { className: "meta slack-about" });
    this.closer = h("button", { type: "button", className: "button quiet icon", "aria-label": "Close thread", onclick: () => hooks.closeThread() }, "×");
    this.node = h("aside", { className: "slack-thread slack-column", "aria-label": "Thread", hidden: true },
      h("header", { className: "slack-head" }, h("h3", {}, "Thread"), this.about, this.closer), this.list.node, this.composer.node);
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) { event.stopPropagation(); hooks.closeThread(); }
    });
  }

  open(conversation, ts, write) {
    const key = `${this.pane.workspace.me} ${conversation.key} ${ts}`;
    if (key !== this.key) this.list.clear(`Thread in ${titleOf(conversation)}`);
    Object.assign(this, { key, ts });
    this.node.hidden = false;
    this.draw(conversation);
    if (write) this.composer.text.focus();
  }

  draw(conversation) {
    if (!this.ts) return;
    this.about.textContent = titleOf(conversation);
    this.composer.open(`${this.pane.workspace.me} ${conversation.key} ${this.ts}`, "Reply in the thread");
    this.list.show(this.hooks.rows(this.ts), { empty: "This thread is gone." });
  }

  close() {
    this.ts = "";
    this.node.hidden = true;
    fill(this.about);
  }
}
