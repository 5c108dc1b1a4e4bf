// The X pane: posts as the public sees them, and a form to be anybody.

import { post, remove } from "./api.js";
import { button, choices, fill, form, h, options, when } from "./dom.js";

const PLACES = {
  "": null,
  "Lyon, France": { id: "lyon", full_name: "Lyon, France", country: "France", country_code: "FR", bbox: [4.77, 45.71, 4.9, 45.81] },
  "Manchester, England": { id: "manchester", full_name: "Manchester, England", country: "United Kingdom", country_code: "GB", bbox: [-2.32, 53.39, -2.15, 53.54] },
  "Austin, TX": { id: "austin", full_name: "Austin, TX", country: "United States", country_code: "US", bbox: [-97.93, 30.12, -97.57, 30.52] },
};

export function startX(root) {
  const author = h("input", { value: "ann", "aria-label": "Who writes", required: true });
  const home = h("input", { placeholder: "place in the profile", "aria-label": "Place in the profile" });
  const text = h("textarea", { value: "@brightaisle my new fridge hums all night. Is that normal?", "aria-label": "Post", required: true });
  const place = h("select", { "aria-label": "Place of the post" }, options(Object.keys(PLACES).map((name) => [name, name || "no place"]), ""));
  const answered = h("select", { "aria-label": "Answers" });
  const list = h("div");

  async function submit() {
    const body = { author: author.value, text: text.value };
    if (home.value) body.profile_location = home.value;
    if (place.value) body.place = PLACES[place.value];
    if (answered.value) body.reply_to = answered.value;
    if (await post("x/posts", body)) {
      text.value = "";
      answered.value = "";
    }
  }

  fill(root, h("h3", {}, "X"),
    form(submit, h("div", { className: "row" }, author, home, place), text,
      h("div", { className: "row" }, answered, h("button", { className: "primary" }, "Post"))),
    list);

  return (state) => {
    choices(answered, [["", "a post of its own"], ...state.posts.map((one) => [one.id, `answers @${one.author}: ${one.text.slice(0, 40)}`])]);
    fill(list, threads(state.posts).map((one) => card(one, (id) => { answered.value = id; text.focus(); })));
  };
}

// Newest conversation first, and within each the order of writing.
function threads(posts) {
  const found = new Map();
  for (const one of posts) found.set(one.conversation_id, [one, ...(found.get(one.conversation_id) ?? [])]);
  return [...found.values()].flat();
}

function card(one, answer) {
  const kind = `card ${one.ours ? "ours" : ""} ${one.in_reply_to ? "answer" : ""}`;
  const edits = one.edit_history.length > 1 ? " · edited" : "";
  return h("article", { className: kind },
    h("div", { className: "meta" }, `@${one.author} · ${when(one.created_at)}${one.place ? ` · ${one.place}` : ""}${edits} · ${one.id}`),
    h("p", {}, written(one)),
    h("div", { className: "row" },
      button("Answer", () => answer(one.id)),
      button("Edit", () => edit(one)),
      button("Delete", () => remove(`x/posts/${one.id}`), "danger")));
}

function written(one) {
  return Object.entries(one.links).reduce((text, [short, long]) => text.replace(short, long), one.text);
}

function edit(one) {
  const text = window.prompt("New text", one.typed);
  if (text) post(`x/posts/${one.id}/edit`, { text });
}
