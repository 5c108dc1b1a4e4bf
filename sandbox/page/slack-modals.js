// The stack of modals: the top one is seen, those beneath keep what was typed. Focus stays inside and goes back after.

import { complain, drawBlocks } from "./blocks.js";
import { plainOf } from "./blocks-text.js";
import { fill, h } from "./dom.js";
import { setBusy } from "./slack-acts.js";
import { stateOf, Typed } from "./slack-typed.js";

const FOCUSABLE = "a[href], button:not(:disabled), input, select, textarea, [tabindex='0']";

export class Modals {
  // `aside(on)` makes the rest of the pane unreachable; `back(opener)` gives the focus back.
  constructor(workspace, acts, { aside, back, say }) {
    this.workspace = workspace;
    this.acts = acts;
    this.hooks = { aside, back, say };
    this.open = new Map();
    this.top = null;
    this.stack = null;
    this.node = h("div", { className: "slack-layer", hidden: true });
    this.node.addEventListener("keydown", (event) => this.press(event));
    this.node.addEventListener("mousedown", (event) => { if (event.target === this.node) event.preventDefault(); });
  }

  draw() {
    const every = this.workspace.state.views[this.workspace.me] ?? [];
    if (every === this.stack) return;
    this.stack = every;
    const stack = every.length && this.acts.windows.isMine(this.workspace.me, every) ? every : [];
    this.forget(stack);
    for (const view of stack) this.keep(view);
    this.show(stack.at(-1));
  }

  // What was typed is forgotten with its view; a colleague's in the same tab stays for when one is them again.
  forget(stack) {
    const everywhere = new Set(Object.values(this.workspace.state.views).flat().map((view) => view.id));
    for (const [id, one] of this.open) {
      if (!everywhere.has(id)) one.typed.forget();
      if (!stack.some((view) => view.id === id)) this.open.delete(id);
    }
  }

  keep(view) {
    const known = this.open.get(view.id);
    if (known?.hash === view.hash) {
      if (known.view !== view) { known.view = view; this.wrong(known, view.errors ?? {}); }
      return;
    }
    const typed = known?.typed ?? new Typed(view.id);
    typed.only(view.blocks);
    const made = { view, hash: view.hash, typed };
    made.node = this.dialog(made);
    this.open.set(view.id, made);
    if (known?.node.isConnected) this.swap(known, made);
    this.wrong(made, view.errors ?? {});
  }

  // An updated view takes the place of the old one, with the focus where it was.
  swap(known, made) {
    const at = document.activeElement;
    const action = known.node.contains(at) ? at.dataset.action : null;
    known.node.replaceWith(made.node);
    this.top = made.view.id;
    const same = action && made.node.querySelector(`[data-action="${CSS.escape(action)}"]`);
    if (same) same.focus();
    else this.focus(made);
  }

  show(view) {
    if (!view) return this.hide();
    const made = this.open.get(view.id);
    if (this.top === view.id && made.node.isConnected) return;
    const first = !this.top;
    this.top = view.id;
    fill(this.node, made.node);
    this.node.hidden = false;
    if (first) this.hooks.aside(true);
    this.focus(made);
    this.hooks.say(plainOf(view.title));
  }

  hide() {
    if (!this.top) return;
    this.leave();
    this.hooks.back(this.acts.opener);
  }

  // Out of sight, without moving the focus: somebody else is looking.
  leave() {
    this.stack = null;
    this.top = null;
    fill(this.node);
    this.node.hidden = true;
    this.hooks.aside(false);
  }

  focus(made) {
    const first = made.node.querySelector("[data-focus]") ?? made.node.querySelector(".slack-dialog-body :is(input, textarea, select)") ?? made.node.querySelector("[data-role=submit], [data-role=close]");
    first?.focus({ preventScroll: made.view.callback_id !== undefined && first.matches("input[type=radio]") });
    made.node.querySelector(".slack-dialog-body").scrollTop = 0;
  }

  dialog(made) {
    const { view } = made;
    const id = `slack-modal-${view.id}`;
    const deep = Boolean(view.previous_view_id);
    const cross = h("button", { type: "button", className: "button quiet icon", "data-role": "cross", "aria-label": deep ? "Back" : "Close", onclick: () => this.close() }, deep ? "‹" : "×");
    made.banner = h("p", { className: "slack-banner", role: "alert", hidden: true });
    const body = h("div", { className: "slack-dialog-body scroll", tabIndex: -1 }, made.banner, drawBlocks(view.blocks, this.surface(made)));
    // What has nothing to stop at must itself be a stop, or the keyboard could not scroll it.
    if (!body.querySelector("a[href], button, input, select, textarea, [tabindex='0']")) body.tabIndex = 0;
    made.submit = view.submit && h("button", { type: "submit", className: "button primary", "data-role": "submit" }, plainOf(view.submit));
    const close = h("button", { type: "button", className: "button", "data-role": "close", onclick: () => this.close() }, plainOf(view.close) || "Cancel");
    const form = h("form", { className: "slack-dialog-form", noValidate: true }, body, h("footer", {}, close, made.submit));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(made); });
    return h("div", { className: "slack-dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": id, "data-callback": view.callback_id, "data-view": view.id },
      h("header", {}, deep && cross, h("span", { className: "avatar ours small", "aria-hidden": "true" }, this.workspace.appName[0]),
        h("h3", { id }, plainOf(view.title)), !deep && cross), form);
  }

  surface(made) {
    const { typed } = made;
    const where = { name: made.view.id, body: () => ({ view: true, values: typed.values }), failed: (text) => this.banner(made, text) };
    return {
      kind: "view",
      names: this.workspace.names,
      state: (block, element) => (typed.has(block.block_id, element.action_id)
        ? stateOf(element, typed.get(block.block_id, element.action_id))
        : (made.view.state?.values?.[block.block_id]?.[element.action_id] ?? {})),
      enter: (block, element, value, more) => {
        typed.set(block.block_id, element.action_id, value);
        complain(made.node, block.block_id, "");
        if (!more.quiet && (block.type !== "input" || block.dispatch_action)) this.acts.click(where, element, { selected: value }, more.node);
      },
      act: (_block, element, more, node) => this.acts.click(where, element, more, node),
      drawn: (element, node) => this.acts.drawn(where, element, node),
      search: async (element, query) => (await this.acts.ask("suggest", { view: true, action_id: element.action_id, query }))?.response,
    };
  }

  async submit(made) {
    if (made.sending || !made.submit) return;
    made.sending = true;
    this.banner(made, "");
    setBusy(made.submit, true);
    made.node.setAttribute("aria-busy", "true");
    const answer = await this.acts.ask("submit", { values: made.typed.values });
    made.sending = false;
    setBusy(made.submit, false);
    made.node.removeAttribute("aria-busy");
    if (!answer) return;
    if (answer.blocked) this.wrong(made, answer.blocked);
    if (answer.error) this.banner(made, answer.error);
  }

  close() {
    if (!this.closing) {
      this.closing = true;
      this.acts.ask("close", {}).finally(() => { this.closing = false; });
    }
  }

  banner(made, text) {
    made.banner.textContent = text;
    made.banner.hidden = !text;
  }

  // Complaints under their inputs; the first is gone to.
  wrong(made, errors) {
    let first = null;
    for (const block of made.view.blocks) {
      const field = complain(made.node, block.block_id, errors[block.block_id] ?? "");
      first ??= field;
    }
    if (!first) return;
    first.focus();
    first.scrollIntoView({ block: "center" });
    this.hooks.say(Object.values(errors).join(" "));
  }

  press(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      this.trap(event);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.open.get(this.top)?.node.querySelector("form").requestSubmit();
    }
  }

  trap(event) {
    const all = [...this.node.querySelectorAll(FOCUSABLE)].filter((one) => one.checkVisibility() && one.tabIndex >= 0);
    const [first, last] = [all[0], all.at(-1)];
    const at = document.activeElement;
    if (event.shiftKey ? at === first || !this.node.contains(at) : at === last) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }
}
