// One message in a chat, with what its readers and its author can do.

import { post, remove } from "./api.js";
import { clock, h, icon } from "./dom.js";
import { near } from "./places.js";

export const REACTIONS = ["👍", "❤", "🔥", "😁", "🙏", "👎"];
const NAMES = { "👍": "thumbs up", "❤": "heart", "🔥": "fire", "😁": "grin", "🙏": "thanks", "👎": "thumbs down" };

export function wordsOf(one) {
  if (one.location) return `Location: ${near(one.location)}`;
  if (one.photo) return one.caption ?? "";
  return one.text ?? service(one);
}

// What Telegram itself tells in a chat.
function service(one) {
  if (one.forum_topic_created) return `opened the topic ${one.forum_topic_created.name}`;
  if (one.migrate_to_chat_id) return "made this group a supergroup";
  if (one.migrate_from_chat_id) return "this supergroup was a group before";
  return "something happened here";
}

export function nameOf(one) {
  return one.from?.first_name ?? one.sender_chat?.title ?? "somebody";
}

export function drawMessage(one, { me, acts }) {
  const name = nameOf(one);
  const isMine = !one.ours && name === me;
  const mark = one.ours ? "ours" : isMine ? "mine" : "";
  const answered = one.reply_to_message;
  return h("li", { className: `bubble-row ${mark}`, "data-message": String(one.message_id) },
    h("article", { className: "bubble", "aria-label": `${name}: ${wordsOf(one)}`.slice(0, 120) },
      h("header", { className: "row" }, h("strong", {}, name), one.ours && h("span", { className: "chip accent" }, "the company"), h("span", { className: "meta" }, clock(one.date * 1000)), one.edit_date && h("span", { className: "meta" }, "edited")),
      answered && h("blockquote", { className: "quoted" }, h("strong", {}, nameOf(answered)), " ", h("span", { className: "said" }, wordsOf(answered).slice(0, 120))),
      one.photo && drawPicture(one),
      wordsOf(one) && h("p", { className: "said" }, one.location && icon("pin"), wordsOf(one)),
      drawReactions(one, me),
      h("footer", { className: "row acts" }, ...controls(one, isMine, me, acts))));
}

function drawPicture(one) {
  const alt = one.caption || "a picture without a description";
  return one.picture ? h("img", { className: "picture", src: `/_control/pictures/${one.picture}`, alt, loading: "lazy" }) : h("p", { className: "meta" }, "[a picture]");
}

function drawReactions(one, me) {
  const given = Object.entries(one.reactions ?? {});
  if (given.length === 0) return null;
  return h("ul", { className: "row reactions", "aria-label": "Reactions" }, given.map(([name, emoji]) => h("li", { className: `chip ${name === me ? "accent" : ""}` }, `${emoji} ${name}`)));
}

function controls(one, isMine, me, acts) {
  const place = { chat: one.chat.id, message_id: one.message_id };
  const act = (name, label, drawing, run) => h("button", { type: "button", className: "button quiet", "data-act": name, onclick: run }, icon(drawing), label);
  return [
    act("reply", "Reply", "reply", () => acts.reply(one)),
    reactions(one, me, place),
    isMine && !one.photo && !one.location && act("edit", "Edit", "pen", () => acts.edit(one)),
    isMine && act("delete", "Delete", "bin", () => remove(`telegram/chats/${place.chat}/messages/${place.message_id}`)),
  ].filter(Boolean);
}

function reactions(one, me, place) {
  const mine = one.reactions?.[me];
  const give = (emoji) => post("telegram/reactions", { ...place, from: me, emoji: emoji === mine ? null : emoji });
  const choice = () => h("div", { className: "row", role: "group", "aria-label": "Reactions to give" }, REACTIONS.map((emoji) =>
    h("button", { type: "button", className: "button quiet", "aria-pressed": String(emoji === mine), "aria-label": NAMES[emoji], onclick: () => give(emoji) }, emoji)));
  const details = h("details", { className: "react" }, h("summary", { className: "button quiet", "data-act": "react" }, icon("smile"), "React"));
  details.addEventListener("toggle", () => { if (details.childElementCount === 1) details.append(choice()); });
  return details;
}
