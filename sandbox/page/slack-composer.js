// Where a person writes: Enter sends, Shift+Enter begins a new line, and what begins with / is a command.

import { h, icon } from "./dom.js";

const DRAFTS = "sandbox.slack.drafts";

export class Composer {
  // `send(text)` says whether it was taken; `commands()` lists what may be typed after the slash.
  constructor({ id, label, send, commands }) {
    this.send = send;
    this.commands = commands;
    this.key = "";
    this.hint = h("p", { className: "slack-hint", id: `${id}-hint`, hidden: true });
    this.text = h("textarea", { id, rows: 1, "aria-label": label, "aria-describedby": `${id}-hint`, spellcheck: true });
    this.button = h("button", { type: "submit", className: "button primary icon", "aria-label": "Send", title: "Send" }, icon("send"));
    this.node = h("form", { className: "slack-composer" }, this.hint, h("div", { className: "slack-composer-box" }, this.text, this.button));
    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.text.addEventListener("keydown", (event) => this.press(event));
    this.text.addEventListener("input", () => this.typed());
  }

  // Another conversation: its own half-written text comes back.
  open(key, label) {
    this.text.setAttribute("aria-label", label);
    this.text.placeholder = label;
    if (key === this.key) return;
    this.key = key;
    this.text.value = drafts()[key] ?? "";
    this.typed();
  }

  press(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  typed() {
    const text = this.text.value;
    const isCommand = text.startsWith("/");
    const found = isCommand ? this.commands().filter((one) => one.startsWith(text.split(/\s/)[0]) || text.startsWith(`${one} `)) : [];
    this.hint.hidden = !isCommand;
    this.hint.textContent = found.length ? `${found.join(", ")}: Enter gives the command. “${found[0]} help” says what it can do.` : "There is no such command here.";
    keepDraft(this.key, text);
  }

  async submit() {
    const text = this.text.value.trim();
    if (!text || this.sending) return;
    this.sending = true;
    this.node.classList.add("busy");
    const [key, whole] = [this.key, this.text.value];
    const taken = await this.send(text);
    this.sending = false;
    this.node.classList.remove("busy");
    if (!taken) return;
    keepDraft(key, "");
    // What was typed in the meantime, or elsewhere, stays.
    if (this.key === key && this.text.value === whole) {
      this.text.value = "";
      this.typed();
    }
  }
}

function drafts() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFTS)) ?? {};
  } catch {
    return {};
  }
}

function keepDraft(key, text) {
  const all = drafts();
  if (text) all[key] = text;
  else delete all[key];
  try {
    sessionStorage.setItem(DRAFTS, JSON.stringify(all));
  } catch {
    // Without storage a draft lives as long as its box.
  }
}
