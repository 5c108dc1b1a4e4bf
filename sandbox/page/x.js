// The X pane: conversations as the public sees them, newest first, and forms to take part in them.

import { post as call, say } from "./api.js";
import { composer } from "./composer.js";
import { form, h } from "./dom.js";
import { makeMore, PAGE } from "./more.js";
import { person } from "./person.js";
import { onX } from "./places.js";
import { drawPost } from "./x_post.js";

const X_CHARACTERS = 280;
const FIRST_QUESTION = "My washing machine stops in the middle and shows E18. What can I do?";

// `goTo` brings an element into view, whichever pane is shown.
export function startX(root, goTo) {
  const threads = new Map();
  const drawn = new Map();
  const list = h("ol", { className: "scroll timeline", "aria-label": "Posts on X", tabIndex: 0 });
  const handle = h("input", { id: "x-person", value: `@${person.get("x")}`, list: "x-people", spellcheck: false, autocapitalize: "off", autocomplete: "off" });
  const known = h("datalist", { id: "x-people" });
  const write = composer({ id: "x-composer", label: "Post on X", placeholder: "Ask something…", verb: "Post", most: X_CHARACTERS, send: (given) => publish(given) });
  const more = makeMore("Older posts", list, bring);
  let state = null;
  let opened = null;
  let rest = [];

  async function publish({ text, place, picture }, more = {}) {
    const body = { author: person.get("x"), text: text || "…", ...more };
    if (place) body.place = onX(place);
    if (picture) body.media = [{ picture, alt_text: text }];
    const sent = await call("x/posts", body);
    if (sent) say("Posted on X");
    return sent !== null;
  }

  const acts = {
    reply: (one) => open(one, { verb: "Reply", label: `Reply to @${one.author}`, send: (given) => publish(given, { reply_to: one.id }) }),
    quote: (one) => open(one, { verb: "Quote", label: `Quote @${one.author}`, send: (given) => publish(given, { quote: one.id }) }),
    edit: (one) => open(one, { verb: "Save", label: "Edit the post", text: one.typed, extras: false,
      send: async ({ text }) => (await call(`x/posts/${one.id}/edit`, { text })) !== null }),
  };

  // One form at a time, right under the post it belongs to.
  function open(one, { send, ...words }) {
    close();
    const article = drawn.get(one.edit_history[0]);
    const made = composer({ ...words, id: "x-inline", placeholder: words.label, most: X_CHARACTERS, cancel: () => { close(); focusOn(one); },
      send: async (given) => { const went = await send(given); if (went) { close(); focusOn(one); } return went; } });
    opened = made.element;
    article.after(made.element);
    made.area.focus();
  }

  function focusOn(one) {
    drawn.get(one.edit_history[0])?.querySelector("button")?.focus();
  }

  function close() {
    opened?.remove();
    opened = null;
  }

  const nameOf = (one) => state.people[one.toLowerCase()]?.name ?? one;

  function draw(number, isNew = true) {
    const one = state.posts[number];
    const before = drawn.get(number);
    if (!one) return forget(number, before);
    if (!before && isBelow(one.conversation_id)) return;
    const quoted = one.quote && Object.values(state.posts).find((other) => other.edit_history.includes(one.quote));
    const article = drawPost(one, { me: person.get("x"), nameOf, quoted, acts });
    drawn.set(number, article);
    if (before) return replace(before, article);
    const thread = threadOf(one.conversation_id);
    if (isNew) article.classList.add("fresh");
    thread.append(article);
  }

  function replace(before, article) {
    const act = before.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    before.replaceWith(article);
    if (act) article.querySelector(`[data-act="${act}"]`)?.focus();
  }

  function forget(number, before) {
    drawn.delete(number);
    const thread = before?.parentElement;
    before?.remove();
    if (thread && !thread.querySelector("article")) { thread.remove(); threads.delete(thread.dataset.conversation); }
  }

  // Of a conversation that nobody has scrolled down to yet.
  function isBelow(conversation) {
    if (!rest.length || threads.has(conversation) || byNumber(conversation, rest[0]) > 0) return false;
    if (!rest.includes(conversation)) rest.pushconversation;
    return true;
  }

  // The next older conversations; whether there are more.
  function bring() {
    const page = new Set(rest.splice(0, PAGE));
    for (const conversation of page) threadOf(conversation);
    for (const number of Object.keys(state.posts).sort(byNumber)) {
      if (page.has(state.posts[number].conversation_id)) draw(number, false);
    }
    return rest.length > 0;
  }

  // Conversations stand where their first post puts them: what one reads does not jump when somebody replies below.
  function threadOf(conversation) {
    let thread = threads.get(conversation);
    if (!thread) {
      thread = h("li", { className: "thread", "data-conversation": conversation });
      threads.set(conversation, thread);
      const last = more.element.previousElementSibling;
      if (!last || byNumber(last.dataset.conversation, conversation) > 0) more.element.before(thread);
      else [...list.children].find((other) => byNumber(other.dataset.conversation, conversation) < 0).before(thread);
    }
    return thread;
  }

  function redraw() {
    close();
    drawn.clear();
    threads.clear();
    list.replaceChildren(more.element);
    const conversations = new Set(Object.values(state.posts).map((one) => one.conversation_id));
    rest = [...conversations].sort(byNumber).reverse();
    more.show(bring());
    list.dataset.empty = String(Object.keys(state.posts).length === 0);
  }

  const rename = () => {
    person.set("x", handle.value.trim().replace(/^@/, ""));
    handle.value = `@${person.get("x")}`;
  };
  handle.addEventListener("change", rename);
  person.watch("x", (name) => { handle.value = `@${name}`; say(`You are @${name} on X`); if (state) redraw(); });
  const who = form(rename, h("label", { htmlFor: "x-person" }, "On X you are"), handle, known);
  who.className = "row you";
  root.append(h("div", { className: "writing" }, who, write.element), list);

  // A link to a post, pressed in Slack, leads to it here.
  document.addEventListener("sandbox:open", (event) => {
    const number = /\/status\/(\d+)/.exec(event.detail?.url ?? "")?.[1];
    const one = number && Object.values(state.posts).find((post) => post.edit_history.includes(number));
    const article = one && drawn.get(one.edit_history[0]);
    if (!article) return;
    event.preventDefault();
    goTo(article.querySelector("button"));
    article.classList.add("fresh");
  });

  return (given, changes, whole) => {
    state = given;
    if (whole || changes.me) {
      write.area.placeholder = `Ask something. With @${state.me} in it, the company hears of it.`;
      if (!write.area.value && Object.keys(state.posts).length === 0) write.area.value = `@${state.me} ${FIRST_QUESTION}`;
    }
    if (changes.people || whole) known.replaceChildren(...Object.values(state.people).slice(-50).map((one) => h("option", { value: `@${one.username}` })));
    if (whole) return redraw();
    for (const number of Object.keys(changes.posts ?? {}).sort(byNumber)) draw(number);
    if (changes.posts) list.dataset.empty = String(Object.keys(state.posts).length === 0);
  };
}

// Numbers of posts are too long for the language's own.
function byNumber(one, other) {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}
