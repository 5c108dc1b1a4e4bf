// The pane of the volunteers: one workspace, seen by whoever this tab is.

import { h } from "./dom.js";
import { Acts, confirmWithin } from "./slack-acts.js";
import { Channels } from "./slack-channels.js";
import { Conversation, Thread } from "./slack-conversation.js";
import { Home } from "./slack-home.js";
import { Modals } from "./slack-modals.js";
import { Reading } from "./slack-reading.js";
import { rowsOf } from "./slack-rows.js";
import { Telling } from "./slack-telling.js";
import { APP, isTop, titleOf, Workspace } from "./slack-workspace.js";
import { Writing } from "./slack-writing.js";

const FIRST = "U0ANNA";

export function startSlack(element, context) {
  return new Pane(element, context).show;
}

class Pane {
  constructor(element, context) {
    this.context = context;
    this.workspace = new Workspace();
    this.reading = new Reading(this.workspace);
    this.acts = new Acts(context, this.workspace);
    this.values = new Map(); // time stamp → what was chosen in that message
    this.places = {}; // person → the conversation they were in
    this.gone = new Set();
    this.key = null;
    this.writing = new Writing(this);
    this.telling = new Telling(this);
    this.show = (state) => this.take(state);
    this.build(element);
  }

  build(element) {
    const hooks = {
      send: (text, thread) => this.writing.send(text, thread),
      commands: () => this.workspace.state.app.commands ?? [],
      rows: (thread) => rowsOf(this.workspace, this.conversation, { notes: this.writing.notes, gone: this.gone, thread }),
      openTab: (tab) => this.acts.ask("home", { tab }),
      closeThread: () => this.closeThread(),
    };
    this.who = h("select", { id: "slack-person", onchange: () => this.become(this.who.value) });
    this.menu = h("button", { type: "button", className: "button quiet slack-menu", "aria-expanded": "false", "aria-controls": "slack-side", onclick: () => this.toggle() }, "☰");
    this.channels = new Channels(this.workspace, this.reading, {
      open: (key) => { this.open(key); this.toggle(false); },
      join: (channel) => this.join(channel),
      write: (id) => this.writeTo(id),
    });
    this.home = new Home(this.workspace, this.acts);
    this.main = new Conversation(this, this.home, hooks);
    this.thread = new Thread(this, hooks);
    this.body = h("div", { className: "slack-body" }, this.channels.node, this.main.node, this.thread.node);
    this.top = h("div", { className: "slack-top" }, this.menu, h("label", { htmlFor: "slack-person" }, "You are"), this.who);
    this.modals = new Modals(this.workspace, this.acts, {
      // Who one is can be changed while a modal is open; the modal stays with whoever opened it.
      aside: (on) => { this.body.inert = on; this.menu.inert = on; },
      back: (opener) => this.back(opener),
      say: (text) => this.context.say(text),
    });
    this.room = h("div", { className: "slack-room" }, this.body, this.modals.node);
    this.root = h("div", { className: "slack" }, this.top, this.room);
    this.acts.confirm = confirmWithin(this.room, () => this.workspace.names);
    element.append(this.root);
    this.root.addEventListener("keydown", (event) => { if (event.key === "Escape" && this.root.classList.contains("listing")) this.toggle(false); });
    document.addEventListener("sandbox:link", (event) => this.context.notice?.(`In Slack this leads to ${event.detail.url}`));
    addEventListener("storage", (event) => { if (this.reading.isTold(event)) this.again(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.again(); });
    this.context.person.watch?.("slack", () => this.again());
  }

  get conversation() { return this.workspace.find(this.key) ?? this.workspace.find(APP); }

  // --- what changed -----------------------------------------------------------------------------------------------

  take(state) {
    this.workspace.take(state);
    if (!state.people.length) return;
    this.draw();
    this.telling.tell();
  }

  // Something else than the workspace changed.
  again() { if (this.workspace.state.people.length) this.draw(); }

  draw() {
    this.be();
    if (this.wanted && this.workspace.find(this.wanted)) {
      this.enter(this.wanted);
      this.wanted = null;
      this.toggle(false);
    }
    if (!this.workspace.find(this.key)) this.enter(this.firstKey());
    const conversation = this.conversation;
    this.main.open(conversation, this.newSince);
    this.thread.draw(conversation);
    this.markRead(conversation);
    this.channels.draw(this.key);
    this.menu.setAttribute("aria-label", `Conversations, now ${titleOf(conversation)}${this.unreadElsewhere()}`);
    this.menu.classList.toggle("news", Boolean(this.unreadElsewhere()));
    this.modals.draw();
  }

  // Who this tab is; the one chosen before, as long as there is such a person.
  be() {
    const humans = this.workspace.humans();
    const wanted = this.context.person.get("slack");
    const me = humans.some((one) => one.id === wanted) ? wanted : (humans.find((one) => one.id === FIRST) ?? humans[0]).id;
    const stamp = humans.map((one) => one.id + one.real_name).join();
    if (stamp !== this.listed) {
      this.listed = stamp;
      this.who.replaceChildren(...humans.map((one) => h("option", { value: one.id }, `${this.workspace.name(one.id)}${kindOf(one)}`)));
    }
    if (this.who.value !== me) this.who.value = me;
    if (me === this.workspace.me) return;
    this.workspace.me = me;
    this.reading.forget();
    this.thread.close();
    this.body.classList.remove("in-thread");
    this.modals.leave();
    this.key = null;
  }

  become(id) {
    this.context.person.set("slack", id);
    this.draw();
    this.context.say(`You are ${this.workspace.name(id)}`);
  }

  firstKey() {
    const before = this.places[this.workspace.me];
    if (before && this.workspace.find(before)) return before;
    return this.workspace.channels()[0]?.key ?? APP;
  }

  markRead(conversation) {
    const newest = conversation.channel?.messages.findLast(isTop)?.ts;
    if (document.hidden || !this.root.checkVisibility() || this.main.tab === "home") return;
    this.reading.read(conversation.key, newest);
    if (this.thread.ts && conversation.channel) {
      const last = conversation.channel.messages.findLast((one) => one.thread_ts === this.thread.ts)?.ts;
      this.reading.read(this.reading.threadKey(conversation.channel, this.thread.ts), last);
    }
  }

  unreadElsewhere() {
    const count = this.workspace.conversations().reduce((sum, one) => sum + (one.key === this.key ? 0 : this.reading.unread(one)), 0);
    return count ? `, ${count} unread elsewhere` : "";
  }

  // --- going about ------------------------------------------------------------------------------------------------

  enter(key) {
    this.key = key;
    this.newSince = this.reading.mark(key) || "0";
    if (!this.reading.mark(key)) this.newSince = "";
    this.places[this.workspace.me] = key;
    this.closeThread(false);
  }

  open(key) {
    if (key !== this.key) this.enter(key);
    this.draw();
    this.main.toEnd();
  }

  toggle(on = !this.root.classList.contains("listing")) {
    const was = this.root.classList.contains("listing");
    this.root.classList.toggle("listing", on);
    this.menu.setAttribute("aria-expanded", String(on));
    if (on) this.channels.focus();
    else if (was) this.menu.focus();
  }

  openThread(ts, write = false) {
    this.threadFrom = ts;
    this.body.classList.add("in-thread");
    this.thread.open(this.conversation, ts, write);
    if (!write) this.thread.closer.focus();
    this.draw();
  }

  closeThread(back = true) {
    if (!this.thread.ts) return;
    this.thread.close();
    this.body.classList.remove("in-thread");
    if (back) this.back({ ts: this.threadFrom, thread: true });
  }

  // The focus goes back to where it came from: the button, else the card, else the box to write in.
  back(opener) {
    const article = opener?.ts && this.root.querySelector(`article[data-ts="${CSS.escape(opener.ts)}"]`);
    const other = this.main.messages.hidden ? this.home.node : this.main.composer.text;
    const within = opener?.thread ? "[data-thread]" : `[data-action="${CSS.escape(opener?.action ?? "")}"]`;
    const button = (article || other).querySelector(within);
    (button || article || other).focus({ preventScroll: Boolean(article) });
  }

  async join(channel) {
    if (await this.acts.ask("join", { channel })) this.soon(channel);
  }

  async writeTo(id) {
    const answer = await this.acts.ask("direct", { with: id });
    if (answer) this.soon(answer.channel);
  }

  // A new conversation is shown as soon as it is known here.
  soon(key) {
    this.wanted = key;
    if (this.workspace.find(key)) this.draw();
  }

  // --- what messages ask of the pane ------------------------------------------------------------------------------

  entered(ts) {
    if (!this.values.has(ts)) this.values.set(ts, new Map());
    return this.values.get(ts);
  }

  failures(ts) { return this.root.querySelectorAll(`article[data-ts="${CSS.escape(ts)}"] .slack-failed`); }

  // What a message shows beside its own content.
  stamp(row) {
    const { message, conversation } = row;
    return `${this.workspace.me} ${message.reply_count ? this.reading.newReplies(conversation.channel, message.ts) : ""}`;
  }

  dismiss(message) {
    this.gone.add(message.ts);
    this.draw();
    this.main.composer.text.focus();
  }
}

const KINDS = { admin: " (administrator)", guest: " (guest)", ultra: " (single-channel guest)", stranger: " (another company)" };
const kindOf = (person) => KINDS[person.kind] ?? "";
