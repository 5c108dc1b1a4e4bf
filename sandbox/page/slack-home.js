// The app's Home tab: what it published for this person, or nothing yet.

import { drawBlocks } from "./blocks.js";
import { fill, h } from "./dom.js";
import { Typed, stateOf } from "./slack-typed.js";

export class Home {
  constructor(workspace, acts) {
    this.workspace = workspace;
    this.acts = acts;
    this.shown = null;
    this.failed = h("p", { className: "slack-failed", role: "alert" });
    this.inner = h("div", { className: "slack-home-inner" });
    this.node = h("div", { className: "scroll slack-home", id: "slack-home", role: "tabpanel", tabIndex: 0, "aria-label": "Home" }, this.failed, this.inner);
  }

  draw() {
    const view = this.workspace.state.homes[this.workspace.me];
    const stamp = view ? `${this.workspace.me} ${view.id} ${view.hash}` : `${this.workspace.me} nothing`;
    if (stamp === this.shown) return;
    this.shown = stamp;
    if (view) fill(this.inner, drawBlocks(view.blocks, this.surface(view)));
    else fill(this.inner, this.nothing());
  }

  nothing() {
    const app = this.workspace.appName;
    return h("div", { className: "slack-nothing" }, h("h3", {}, "Home is empty"),
      h("p", {}, `${app} has published nothing here for ${this.workspace.name(this.workspace.me)}. As soon as it does, it stands here.`));
  }

  surface(view) {
    const typed = new Typed(view.id);
    const where = { name: view.id, body: () => ({ home: true, values: typed.values }), failed: (text) => { this.failed.textContent = text; } };
    return {
      kind: "home",
      names: this.workspace.names,
      state: (block, element) => (typed.has(block.block_id, element.action_id)
        ? stateOf(element, typed.get(block.block_id, element.action_id))
        : (view.state?.values?.[block.block_id]?.[element.action_id] ?? {})),
      enter: (block, element, value, more) => {
        typed.set(block.block_id, element.action_id, value);
        if (!more.quiet && (block.type !== "input" || block.dispatch_action)) this.acts.click(where, element, { selected: value }, more.node);
      },
      act: (_block, element, more, node) => this.acts.click(where, element, more, node),
      drawn: (element, node) => this.acts.drawn(where, element, node),
      search: async (element, query) => (await this.acts.ask("suggest", { home: true, action_id: element.action_id, query }))?.response,
    };
  }
}
