// What a person does with the app: once per click, since Slack's client waits for the app before it takes another.

import { textNodes } from "./blocks-text.js";
import { h } from "./dom.js";
import { Windows } from "./slack-windows.js";

const SILENT = "Byhand did not answer in time. Nothing may have happened; try again.";

export class Acts {
  constructor(context, workspace) {
    this.context = context;
    this.workspace = workspace;
    this.busy = new Set();
    this.opener = null;
    this.windows = new Windows();
    this.confirm = async () => true;
  }

  async ask(path, body) {
    try {
      return await this.context.post(`slack/${path}`, { person: this.workspace.me, ...body });
    } catch {
      return null;
    }
  }

  // `where` names the message, view or Home tab; `failed(text)` shows there that the app was silent.
  async click(where, element, more, node) {
    const key = [where.ts ?? where.name, element.action_id, more.value ?? ""].join("/");
    if (this.busy.has(key)) return null;
    if (element.confirm && !(await this.confirm(element.confirm, node))) return null;
    if (this.busy.has(key)) return null;
    this.busy.add(key);
    this.show(key, node);
    this.opener = { ts: where.ts, action: element.action_id };
    this.windows.act(this.workspace.me);
    where.failed?.("");
    const answer = await this.ask("click", { ...where.body(), action_id: element.action_id, wait: 0, ...given(more) });
    this.busy.delete(key);
    this.show(key, node);
    if (answer && !answer.acknowledged) where.failed?.(SILENT);
    return answer;
  }

  // A button that is drawn anew while the app is waited for stays busy.
  drawn(where, element, node) {
    const key = [where.ts ?? where.name, element.action_id, element.value ?? ""].join("/");
    node.dataset.busy = key;
    if (this.busy.has(key)) setBusy(node, true);
  }

  show(key, node) {
    const busy = this.busy.has(key);
    const same = [...document.querySelectorAll(".slack [data-busy]")].filter((one) => one.dataset.busy === key);
    for (const one of new Set([...same, ...(node?.matches?.("button") ? [node] : [])])) setBusy(one, busy);
  }
}

export function setBusy(node, busy) {
  if (busy) node.setAttribute("aria-disabled", "true");
  else node.removeAttribute("aria-disabled");
  node.classList.toggle("busy", busy);
}

function given(more) {
  const found = {};
  if (more.value !== undefined) found.value = more.value;
  if (more.selected !== undefined) found.selected = more.selected;
  return found;
}

// Asks before a button does its work, as the app wished.
export function confirmWithin(root, names) {
  return (asked, node) => new Promise((decided) => {
    const before = document.activeElement;
    const end = (answer) => {
      layer.remove();
      (node?.isConnected ? node : before)?.focus?.();
      decided(answer);
    };
    const deny = h("button", { type: "button", className: "button", onclick: () => end(false) }, asked.deny.text);
    const yes = h("button", { type: "button", className: `button ${asked.style === "danger" ? "danger filled" : "primary"}`, onclick: () => end(true) }, asked.confirm.text);
    const layer = h("div", { className: "slack-layer" }, h("div", { className: "slack-dialog small", role: "alertdialog", "aria-modal": "true",
      "aria-labelledby": "slack-confirm-title", "aria-describedby": "slack-confirm-text" },
      h("header", {}, h("h3", { id: "slack-confirm-title" }, asked.title.text)),
      h("div", { className: "slack-dialog-body said", id: "slack-confirm-text" }, textNodes(asked.text, names())),
      h("footer", {}, deny, yes)));
    layer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") end(false);
      else if (event.key === "Tab") { (document.activeElement === yes ? deny : yes).focus(); event.preventDefault(); }
      else return;
      event.stopPropagation();
    });
    root.append(layer);
    yes.focus();
  });
}
