// One message: who, when, its blocks, its thread; and what one can do with it.

import { drawBlocks } from "./blocks.js";
import { clock, fullTime } from "./blocks-dates.js";
import { mrkdwn } from "./blocks-text.js";
import { h } from "./dom.js";
import { stateOf } from "./slack-typed.js";
import { initials, momentOf } from "./slack-workspace.js";

// `pane` is what messages share: workspace, acts, reading, writing, entered (by time stamp), openThread, dismiss.
export function drawMessage(pane, row) {
  const { message, conversation } = row;
  const author = authorOf(pane.workspace, message);
  const blocks = h("div", { className: "slack-blocks" }, content(pane, row));
  const article = h("article", {
    className: classes(message, row, author), tabIndex: -1, "data-ts": message.ts, "data-channel": conversation.channel?.id ?? conversation.key,
    "aria-label": `${author.name}, ${clock(momentOf(message.ts), pane.workspace.zone)}${row.whisper ? ", only visible to you" : ""}`,
  },
  h("span", { className: `avatar ${author.app ? "ours" : ""}`, "aria-hidden": "true" }, initials(author.name)),
  h("div", { className: "slack-message-body" },
    row.whisper && h("p", { className: "meta" }, "Only visible to you"),
    byline(pane, message, author),
    blocks,
    h("p", { className: "slack-failed", role: "alert" }),
    reactions(message),
    !row.inThread && threadLink(pane, row)),
  tools(pane, row));
  return article;
}

function classes(message, row, author) {
  return ["slack-message", row.compact && "compact", row.whisper && "whisper", author.app && "by-app",
    message.subtype === "tombstone" && "gone"].filter(Boolean).join(" ");
}

function authorOf(workspace, message) {
  if (message.user) return { name: workspace.name(message.user), app: workspace.isApp(message.user) };
  return { name: message.bot_profile?.name ?? "Slackbot", app: Boolean(message.bot_id) };
}

function byline(pane, message, author) {
  const moment = momentOf(message.ts);
  return h("div", { className: "slack-byline" },
    h("b", {}, author.name), author.app && h("span", { className: "slack-app" }, "APP"),
    h("time", { className: "meta", dateTime: moment.toISOString(), title: fullTime(moment, pane.workspace.zone) }, clock(moment, pane.workspace.zone)),
    message.edited && !author.app && h("span", { className: "meta" }, "(edited)"));
}

function content(pane, row) {
  const { message } = row;
  if (message.subtype === "tombstone") return [h("p", { className: "meta" }, message.text)];
  if (message.blocks?.length) return drawBlocks(message.blocks, surfaceOf(pane, row));
  return [h("div", { className: "said" }, mrkdwn(message.text ?? "", pane.workspace.names))];
}

function surfaceOf(pane, row) {
  const { message, conversation } = row;
  const where = {
    ts: message.ts,
    body: () => ({ channel: conversation.channel.id, ts: message.ts }),
    failed: (text) => { for (const one of pane.failures(message.ts)) one.textContent = text; },
  };
  const entered = pane.entered(message.ts);
  return {
    kind: "message",
    names: pane.workspace.names,
    state: (_block, element) => entered.get(element.action_id) ?? {},
    enter: (block, element, value, more) => {
      entered.set(element.action_id, stateOf(element, value));
      if (more.quiet || (block.type === "input" && !block.dispatch_action)) return;
      pane.acts.click(where, element, { selected: value }, more.node);
    },
    act: (_block, element, more, node) => pane.acts.click(where, element, more, node),
    drawn: (element, node) => pane.acts.drawn(where, element, node),
    search: async (element, query) => (await pane.acts.ask("suggest", { ...where.body(), action_id: element.action_id, query }))?.response,
  };
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { className: "row" }, message.reactions.map((one) => h("span", { className: "chip" }, `:${one.name}: ${one.count}`)));
}

function threadLink(pane, row) {
  const { message, conversation } = row;
  if (!message.reply_count) return null;
  const fresh = pane.reading.newReplies(conversation.channel, message.ts);
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const last = `last at ${clock(momentOf(message.latest_reply), pane.workspace.zone)}`;
  return h("button", { type: "button", className: "slack-thread-link", "data-thread": message.ts, onclick: () => pane.openThread(message.ts) },
    h("b", {}, count), fresh ? h("span", { className: "chip accent" }, `${fresh} new`) : h("span", { className: "meta" }, last));
}

function tools(pane, row) {
  const { message } = row;
  if (message.subtype === "tombstone") return null;
  const quiet = (label, act) => h("button", { type: "button", className: "button quiet", onclick: act }, label);
  if (row.whisper) return h("div", { className: "slack-tools" }, quiet("Dismiss", () => pane.dismiss(message)));
  const own = message.user === pane.workspace.me;
  const thread = message.thread_ts ?? message.ts;
  return h("div", { className: "slack-tools" },
    !row.inThread && quiet("Reply", () => pane.openThread(thread, true)),
    own && quiet("Edit", () => pane.writing.edit(row)),
    own && quiet("Delete", () => pane.writing.remove(row)));
}
