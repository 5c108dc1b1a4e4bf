// The Slack pane: one workspace seen by whomever you choose to be.

import { post } from "./api.js";
import { drawBlocks, plain } from "./blocks.js";
import { button, choices, fill, form, h, when } from "./dom.js";

export function startSlack(root) {
  const who = h("select", { "aria-label": "You are" });
  const where = h("select", { "aria-label": "Channel" });
  const modal = h("div");
  const list = h("div");
  const text = h("input", { placeholder: "a message, or /byhand …", "aria-label": "Message or command" });
  const thread = h("select", { "aria-label": "Thread" });
  let state = null;
  let shownView = "";

  async function say() {
    const written = text.value.trim();
    if (!written || !where.value) return;
    const body = { person: who.value, channel: where.value };
    const command = written.match(/^(\/\S+)\s*(.*)$/s);
    const said = command
      ? await post("slack/command", { ...body, command: command[1], text: command[2] })
      : await post("slack/message", { ...body, text: written, ...(thread.value ? { thread_ts: thread.value } : {}) });
    if (said) text.value = "";
  }

  function draw() {
    if (!state) return;
    const people = Object.fromEntries(state.people.map((one) => [one.id, one.real_name ?? one.name]));
    choices(who, state.people.filter((one) => !one.is_bot && !one.deleted).map((one) => [one.id, `${people[one.id]} (${one.kind ?? one.name})`]));
    const mine = state.channels.filter((one) => one.members.includes(who.value));
    choices(where, mine.map((one) => [one.id, one.owner ? "direct messages with Byhand" : `#${one.name}`]));
    const channel = mine.find((one) => one.id === where.value);
    const whispers = (state.ephemerals[who.value] ?? []).filter((one) => one.channel === where.value);
    const messages = channel?.messages ?? [];
    choices(thread, [["", "not in a thread"], ...messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts).map((one) => [one.ts, `thread: ${(one.text ?? "").slice(0, 40)}`])]);
    fill(list, threads(messages).map((one) => card(one, where.value)), whispers.map((one) => card(one, where.value, true)), home());
    drawModal(people);

    function card(one, place, whisper = false) {
      const kind = `card ${one.bot_id ? "ours" : ""} ${one.thread_ts && one.thread_ts !== one.ts ? "answer" : ""} ${whisper ? "whisper" : ""}`;
      const by = one.bot_id ? "Byhand" : (people[one.user] ?? one.user ?? "");
      const act = ({ element, value, entered }) => post("slack/click", {
        person: who.value, channel: place, ts: one.ts, action_id: element.action_id,
        ...(value === undefined ? {} : { value }), ...(entered === undefined ? {} : { selected: entered }),
      });
      return h("article", { className: kind },
        h("div", { className: "meta" }, `${by} · ${when(Number(one.ts) * 1000)}${one.edited ? " · edited" : ""}${whisper ? " · only you see this" : ""}`),
        one.blocks?.length ? drawBlocks(one.blocks, act, people) : h("p", {}, plain(one.text ?? "", people)));
    }

    function home() {
      const view = state.homes?.[who.value];
      if (!view) return null;
      const act = ({ element, value }) => post("slack/click", { person: who.value, home: true, action_id: element.action_id, value });
      return h("article", { className: "card" }, h("div", { className: "meta" }, "Home"), drawBlocks(view.blocks, act, people));
    }
  }

  // Drawn anew only when it is another view, so that nothing half typed is lost.
  function drawModal(people) {
    const view = (state.views[who.value] ?? []).at(-1);
    const key = view ? `${who.value} ${view.id} ${view.hash} ${JSON.stringify(view.errors ?? {})}` : "";
    if (key === shownView) return;
    shownView = key;
    if (!view) return fill(modal);
    const values = {};
    const act = ({ block, element, value, entered }) => {
      if (entered !== undefined) (values[block.block_id] ??= {})[element.action_id] = entered;
      if (entered === undefined || block.dispatch_action) {
        post("slack/click", { person: who.value, view: true, action_id: element.action_id, ...(value === undefined ? {} : { value }) });
      }
    };
    act.values = view.state?.values;
    const wrong = h("p", { className: "wrong", role: "alert" }, Object.values(view.errors ?? {}).join(" "));
    const submit = async () => {
      const said = await post("slack/submit", { person: who.value, values });
      const errors = said?.blocked ?? said?.errors ?? {};
      wrong.textContent = [...Object.values(errors), said?.error].filter(Boolean).join(" ");
    };
    fill(modal, form(submit, h("div", { className: "modal", role: "dialog", "aria-label": view.title.text },
      h("h3", {}, view.title.text), drawBlocks(view.blocks, act, people), wrong,
      h("div", { className: "row" }, view.submit && h("button", { className: "primary" }, view.submit.text),
        button(view.close?.text ?? "Cancel", () => post("slack/close", { person: who.value }))))));
  }

  who.addEventListener("change", draw);
  where.addEventListener("change", draw);
  fill(root, h("div", { className: "row" }, h("label", {}, "You are ", who), where), modal,
    form(say, h("div", { className: "row" }, text, thread, h("button", {}, "Send"))), list);
  return (given) => { state = given; draw(); };
}

// Newest first, with the replies under what they answer.
function threads(messages) {
  const roots = messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts).reverse();
  return roots.flatMap((root) => [root, ...messages.filter((one) => one.thread_ts === root.ts && one.ts !== root.ts)]);
}
