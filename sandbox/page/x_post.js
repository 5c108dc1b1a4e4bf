// One post as the public sees it, with what its readers and its author can do.

import { post as call, remove } from "./api.js";
import { clock, h, icon } from "./dom.js";

// The text with its links as they were typed; those that X adds for pictures and quotes stand for what is drawn below.
export function wordsOf(one) {
  let text = one.text;
  for (const [short, long] of Object.entries(one.links)) text = text.replace(short, isOwnEnding(one, long) ? "" : long);
  return text.trim();
}

function isOwnEnding(one, address) {
  return address.startsWith(`${one.url}/photo/`) || address.startsWith(`${one.url}/video/`) || (one.quote && address.endsWith(`/status/${one.quote}`));
}

// `acts` opens the forms: reply, quote, edit; `me` is the tab's person.
export function drawPost(one, { me, nameOf, quoted, acts }) {
  const name = nameOf(one.author);
  const isMine = one.author.toLowerCase() === me.toLowerCase();
  return h("article", { className: `post ${one.ours ? "ours" : ""} ${one.in_reply_to ? "reply" : ""}`, "data-post": one.edit_history[0], "data-author": one.author, "aria-label": `${name}: ${wordsOf(one)}`.slice(0, 120) },
    h("span", { className: `avatar ${one.ours ? "ours" : ""}`, "aria-hidden": "true" }, initials(name)),
    h("div", { className: "post-body" },
      h("header", { className: "row post-head" },
        h("strong", {}, name), h("span", { className: "meta" }, `@${one.author}`), h("span", { className: "meta" }, clock(one.created_at)),
        one.edit_history.length > 1 && h("span", { className: "meta" }, "edited"),
        one.place && h("span", { className: "chip" }, one.place)),
      h("p", { className: "said" }, wordsOf(one)),
      one.media.map(drawPicture),
      quoted && h("blockquote", { className: "quoted" }, h("strong", {}, `@${quoted.author}`), " ", h("span", { className: "said" }, wordsOf(quoted))),
      h("footer", { className: "row acts" }, ...controls(one, isMine, me, acts))));
}

function controls(one, isMine, me, acts) {
  const liked = one.likes.includes(me);
  const like = h("button", { type: "button", className: `button quiet like ${liked ? "on" : ""}`, "aria-pressed": String(liked), "data-act": "like",
    onclick: () => call(`x/posts/${one.id}/like`, { person: me, undo: liked }) },
    icon("heart"), h("span", { className: "sr-only" }, "Like"), one.likes.length ? String(one.likes.length) : "");
  const act = (name, label, drawing, kind = "") => h("button", { type: "button", className: `button quiet ${kind}`, "data-act": name, onclick: () => acts[name](one) }, icon(drawing), label);
  return [act("reply", "Reply", "reply"), act("quote", "Quote", "quote"), like,
    isMine && act("edit", "Edit", "pen"),
    isMine && h("button", { type: "button", className: "button quiet", "data-act": "delete", onclick: () => remove(`x/posts/${one.id}`) }, icon("bin"), "Delete")].filter(Boolean);
}

function drawPicture(media) {
  const address = media.url.split("/_control/")[1];
  const alt = media.alt_text || "a picture without a description";
  return address ? h("img", { className: "picture", src: `/_control/${address}`, alt, loading: "lazy" }) : h("p", { className: "meta" }, `[${media.type}: ${alt}]`);
}

export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words[1]?.[0] ?? "")).toUpperCase();
}

