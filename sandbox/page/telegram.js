// The Telegram pane: chats, and a form to write in them as anybody.

import { post, remove } from "./api.js";
import { button, choices, fill, form, h, options, when } from "./dom.js";

const PLACES = {
  "": null,
  "Lyon": { latitude: 45.7578, longitude: 4.832 },
  "Manchester": { latitude: 53.4809, longitude: -2.2374 },
  "Austin": { latitude: 30.2711, longitude: -97.7437 },
};

export function startTelegram(root) {
  const who = h("input", { value: "Tom", "aria-label": "Who writes", required: true });
  const chat = h("select", { "aria-label": "Chat" });
  const text = h("textarea", { value: "My dryer stops after ten minutes. What can I do?", "aria-label": "Message" });
  const place = h("select", { "aria-label": "Send a location" }, options(Object.keys(PLACES).map((name) => [name, name ? `location: ${name}` : "no location"]), ""));
  const answered = h("select", { "aria-label": "Answers" });
  const list = h("div");
  let chats = [];

  async function submit() {
    const body = { from: who.value };
    if (chat.value) body.chat = chat.value;
    if (answered.value) body.reply_to = Number(answered.value);
    if (text.value) await post("telegram/messages", { ...body, text: text.value });
    if (place.value) await post("telegram/messages", { ...body, location: PLACES[place.value] });
    [text.value, place.value, answered.value] = ["", "", ""];
  }

  const group = h("input", { placeholder: "title of a new group", "aria-label": "Title of a new group" });
  const kind = h("select", { "aria-label": "Kind of chat" }, options([["supergroup", "supergroup"], ["group", "group"], ["channel", "channel"]], "supergroup"));
  const open = form(async () => {
    if (group.value && (await post("telegram/chats", { type: kind.value, title: group.value }))) group.value = "";
  }, h("div", { className: "row" }, group, kind, h("button", {}, "Make")));

  function draw() {
    const shown = chats.filter((one) => !chat.value || String(one.id) === chat.value);
    const messages = shown.flatMap((one) => one.messages).filter((one) => !one.deleted);
    choices(answered, [["", "a message of its own"], ...shown.length === 1 ? messages.map((one) => [String(one.message_id), `answers: ${words(one).slice(0, 40)}`]) : []]);
    fill(list, messages.sort((a, b) => b.date - a.date || b.message_id - a.message_id).map(card));
  }

  chat.addEventListener("change", draw);
  fill(root, h("h3", {}, "Telegram"),
    form(submit, h("div", { className: "row" }, who, chat, place), text,
      h("div", { className: "row" }, answered, h("button", { className: "primary" }, "Send"))),
    open, list);

  return (state) => {
    chats = state.chats;
    choices(chat, [["", "private chat"], ...chats.map((one) => [String(one.id), `${one.title} (${one.type})`])]);
    draw();
  };
}

function words(message) {
  if (message.location) return `location ${message.location.latitude}, ${message.location.longitude}`;
  if (message.photo) return `[photo] ${message.caption ?? ""}`;
  return message.text ?? `[${Object.keys(message).filter((key) => /topic|migrate|member/.test(key)).join(", ")}]`;
}

function card(one) {
  const from = one.from?.first_name ?? one.sender_chat?.title ?? "";
  const answers = one.reply_to_message ? `answers “${words(one.reply_to_message).slice(0, 60)}”` : "";
  const place = { chat: one.chat.id, message_id: one.message_id };
  return h("article", { className: `card ${one.ours ? "ours" : ""} ${answers ? "answer" : ""}` },
    h("div", { className: "meta" }, `${from} in ${one.chat.title ?? "private"} · ${when(one.date * 1000)}${one.edit_date ? " · edited" : ""} ${answers}`),
    h("p", {}, words(one)),
    h("div", { className: "row" },
      button("Edit", () => edit(place, one)),
      button("Delete", () => remove(`telegram/chats/${place.chat}/messages/${place.message_id}`), "danger"),
      one.chat.type === "private" && button("Block the bot", () => post("telegram/block", { chat: place.chat }), "danger")));
}

function edit(place, one) {
  const text = window.prompt("New text", words(one));
  if (text) post("telegram/messages/edit", { ...place, text });
}
