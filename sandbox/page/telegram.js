// The Telegram pane: a private chat with the bot for whoever one is, groups, and a form to write in them.

import { post as call, say } from "./api.js";
import { composer } from "./composer.js";
import { form, h, icon, options } from "./dom.js";
import { makeMore, PAGE } from "./more.js";
import { person } from "./person.js";
import { onTelegram } from "./places.js";
import { drawMessage, nameOf, wordsOf } from "./telegram_message.js";

const NEAR_THE_END = 80;
const PRIVATE = "private";

export function startTelegram(root) {
  const drawn = new Map();
  const list = h("ol", { className: "scroll chat", "aria-label": "Messages", tabIndex: 0 });
  const name = h("input", { id: "telegram-person", value: person.get("telegram"), list: "telegram-people", spellcheck: false, autocomplete: "off" });
  const known = h("datalist", { id: "telegram-people" });
  const chats = h("div", { className: "row chats", role: "group", "aria-label": "Chats" });
  const hint = h("p", { className: "meta hint" });
  const answering = h("div", { className: "row answering", hidden: true });
  const write = composer({ id: "telegram-composer", label: "Message on Telegram", placeholder: "Write to the company…", verb: "Send", send });
  const more = makeMore("Earlier messages", list, bring);
  let state = null;
  let rest = [];
  let shown = PRIVATE;
  let about = null;

  const chatId = () => (shown === PRIVATE ? privateChat()?.id : Number(shown));
  const privateChat = () => Object.values(state.chats).find((one) => one.type === "private" && one.first_name === person.get("telegram"));

  async function send({ text, place, picture }) {
    const body = { from: person.get("telegram"), ...(shown === PRIVATE ? {} : { chat: shown }) };
    if (about?.edit) return finish(await call("telegram/messages/edit", { chat: about.one.chat.id, message_id: about.one.message_id, text }));
    if (about) body.reply_to = about.one.message_id;
    let sent = {};
    if (picture) sent = await call("telegram/messages", { ...body, photo: { picture }, ...(text ? { caption: text } : {}) });
    else if (text) sent = await call("telegram/messages", { ...body, text });
    if (sent && place) sent = await call("telegram/messages", { ...body, location: onTelegram(place) });
    return finish(sent);
  }

  function finish(sent) {
    if (!sent) return false;
    attach(null);
    say("Sent on Telegram");
    return true;
  }

  // What the form is about: a message to answer or to edit, or nothing.
  function attach(to) {
    about = to;
    answering.hidden = !to;
    answering.replaceChildren();
    if (!to) return;
    answering.append(h("span", { className: "grow said" }, `${to.edit ? "Editing" : `Reply to ${nameOf(to.one)}`}: ${wordsOf(to.one).slice(0, 80)}`),
      h("button", { type: "button", className: "button quiet", onclick: () => attach(null) }, "Cancel"));
    if (to.edit) write.area.value = to.one.text;
    write.area.focus();
  }
  const acts = { reply: (one) => attach({ one }), edit: (one) => attach({ one, edit: true }) };

  function draw(number, isNew) {
    const one = state.messages[chatId()]?.[number];
    const before = drawn.get(number);
    if (rest.includes(number)) {
      if (!one) rest = rest.filter((other) => other !== number);
      return;
    }
    if (!one) {
      before?.remove();
      drawn.delete(number);
      return;
    }
    const row = drawMessage(one, { me: person.get("telegram"), acts });
    drawn.set(number, row);
    if (before) return replace(before, row);
    if (!isNew) return list.append(row);
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END;
    row.classList.add("fresh");
    list.append(row);
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  }

  function replace(before, row) {
    const act = before.contains(document.activeElement) ? document.activeElement.dataset.act ?? "react" : null;
    before.replaceWith(row);
    if (act) row.querySelector(`[data-act="${act}"]`)?.focus();
  }

  function redraw() {
    drawn.clear();
    list.replaceChildren(more.element);
    rest = Object.keys(state.messages[chatId()] ?? {}).sort((a, b) => a - b);
    for (const number of rest.splice(-PAGE)) draw(number, false);
    more.show(rest.length > 0);
    list.scrollTop = list.scrollHeight;
    const chat = state.chats[chatId()];
    hint.textContent = hintFor(chat, state.bot);
    write.area.setAttribute("aria-label", chat && shown !== PRIVATE ? `Message in ${chat.title}` : "Message to the company's bot");
  }

  // Earlier messages, above; what one reads stays where it is.
  function bring() {
    const [height, top, first] = [list.scrollHeight, list.scrollTop, more.element.nextElementSibling];
    for (const number of rest.splice(-PAGE)) {
      const row = drawMessage(state.messages[chatId()][number], { me: person.get("telegram"), acts });
      drawn.set(number, row);
      first.before(row);
    }
    list.scrollTop = top + list.scrollHeight - height;
    return rest.length > 0;
  }

  function drawChats() {
    const groups = Object.values(state.chats).filter((one) => one.type !== "private" && !one.migrated_to);
    const entry = (id, label, drawing) => h("button", { type: "button", className: `button quiet chat-name ${shown === id ? "on" : ""}`, "aria-pressed": String(shown === id), "data-chat": id, onclick: () => choose(id) }, icon(drawing), label);
    chats.replaceChildren(entry(PRIVATE, "Private chat", "reply"), ...groups.map((one) => entry(String(one.id), one.title, "group")), makeGroup);
  }

  function choose(id) {
    shown = id;
    attach(null);
    drawChats();
    redraw();
    chats.querySelector('[aria-pressed="true"]')?.focus();
  }

  const title = h("input", { placeholder: "Name of the group", "aria-label": "Name of the new group" });
  const kind = h("select", { "aria-label": "Kind of chat" }, options([["supergroup", "Supergroup"], ["group", "Group"], ["channel", "Channel"]], "supergroup"));
  const makeGroup = h("details", { className: "make" }, h("summary", { className: "button quiet" }, "New group"),
    form(async () => {
      const made = title.value.trim() && (await call("telegram/chats", { type: kind.value, title: title.value.trim() }));
      if (!made) return;
      [title.value, makeGroup.open] = ["", false];
      shown = String(made.id);
      drawChats();
      redraw();
      write.area.focus();
    }, h("div", { className: "row" }, title, kind, h("button", { className: "button" }, "Make"))));

  const rename = () => person.set("telegram", name.value.trim());
  name.addEventListener("change", rename);
  person.watch("telegram", (given) => { name.value = given; say(`You are ${given} on Telegram`); if (state) redraw(); });
  const who = form(rename, h("label", { htmlFor: "telegram-person" }, "On Telegram you are"), name, known);
  who.className = "row you";
  root.append(h("div", { className: "writing" }, who, chats), list, h("div", { className: "writing below" }, hint, answering, write.element));

  return (given, changes, whole) => {
    state = given;
    if (whole || changes.people) known.replaceChildren(...Object.values(state.people).slice(-50).map((one) => h("option", { value: one.first_name })));
    if (whole || changes.chats) drawChats();
    const isOther = String(chatId()) !== list.dataset.chat;
    list.dataset.chat = String(chatId());
    if (whole || isOther) return redraw();
    for (const number of Object.keys(changes.messages?.[chatId()] ?? {}).sort((a, b) => a - b)) draw(number, true);
  };
}

function hintFor(chat, bot) {
  const name = `@${bot?.username ?? "bot"}`;
  if (!chat || chat.type === "private") return chat?.bot === "kicked" ? "You have blocked the bot." : "";
  if (chat.type === "channel") return "What is written here is the channel's own post.";
  return chat.bot === "administrator" ? "The bot is an administrator and sees everything." : `The bot sees what mentions ${name} or answers it, and nothing else.`;
}
