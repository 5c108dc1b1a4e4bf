// The recording: every call as it came in and what was answered; keys are never in it.

import { get } from "./api.js";
import { h, options } from "./dom.js";

const MOST = 300;
const POLLS = new Set(["getUpdates", "GET /2/users/:id/mentions", "GET /2/tweets/search/recent"]);
const NAMES = { x: "X", telegram: "Telegram", slack: "Slack" };

export function startRecording(root) {
  const drawn = new Map();
  const platform = h("select", { "aria-label": "Platform" }, options([["", "All platforms"], ["x", "X"], ["telegram", "Telegram"], ["slack", "Slack"]], ""));
  const words = h("input", { type: "search", placeholder: "Filter by call", "aria-label": "Filter by call" });
  const polls = h("input", { type: "checkbox", id: "polls" });
  const wrong = h("input", { type: "checkbox", id: "wrong-only" });
  const list = h("ol", { className: "scroll calls", "aria-label": "Calls, newest first", tabIndex: 0 });
  const filters = h("div", { className: "row filters" }, platform, words,
    h("label", { className: "row" }, polls, "polls too"), h("label", { className: "row" }, wrong, "only what went wrong"));
  root.append(filters, list);

  function isShown(one) {
    if (platform.value && one.platform !== platform.value) return false;
    if (!polls.checked && POLLS.has(one.method)) return false;
    if (wrong.checked && !isWrong(one)) return false;
    return one.method.toLowerCase().includes(words.value.trim().toLowerCase());
  }

  function draw(number, one) {
    const before = drawn.get(number);
    if (!one) return;
    if (before) return before.update(one, isShown(one));
    const made = drawCall(one);
    made.element.hidden = !isShown(one);
    drawn.set(number, made);
    list.prepend(made.element);
    while (drawn.size > MOST) {
      const [oldest, gone] = drawn.entries().next().value;
      gone.element.remove();
      drawn.delete(oldest);
    }
  }

  for (const control of [platform, words, polls, wrong]) {
    control.addEventListener("input", () => { for (const one of drawn.values()) one.element.hidden = !isShown(one.entry()); });
  }
  return (requests, changes, whole) => {
    if (whole) {
      drawn.clear();
      list.replaceChildren();
    }
    for (const number of Object.keys(whole ? requests : changes)) draw(number, requests[number]);
  };
}

function isWrong(one) {
  return Boolean(one.fault) || one.status >= 400;
}

// One row; what was sent and answered is fetched when somebody opens it.
function drawCall(first) {
  let entry = first;
  const outcome = h("span", { className: "chip" });
  const parts = h("div", { className: "call-parts" });
  const summary = h("summary", {}, h("span", { className: "meta" }, new Date(first.at * 1000).toLocaleTimeString()),
    h("span", { className: "chip" }, NAMES[first.platform] ?? first.platform), h("code", { className: "grow" }, first.method), outcome);
  const details = h("details", {}, summary, parts);
  details.addEventListener("toggle", async () => {
    if (!details.open || parts.childElementCount) return;
    const whole = await get(`requests/${entry.number}`);
    if (whole) parts.replaceChildren(part("Sent", whole.body), part("Answered", whole.answer));
  });

  function update(one, isShown) {
    entry = one;
    outcome.textContent = outcomeOf(one);
    outcome.className = `chip ${isWrong(one) ? "bad" : one.status === null ? "" : "good"}`;
    if (isShown !== undefined) element.hidden = !isShown;
  }
  const element = h("li", { className: "call", "data-call": first.method }, details);
  update(first);
  return { element, update, entry: () => entry };
}

function outcomeOf(one) {
  if (one.status === null) return "waiting";
  const time = one.milliseconds === null ? "" : ` · ${Math.round(one.milliseconds)} ms`;
  const kind = { cut_after: "cut after", cut_before: "cut before", "5xx": "", "5xx_after": "after", latency: "slow" }[one.fault] ?? one.fault ?? "";
  return [one.status || "", kind].filter(Boolean).join(" ") + time;
}

function part(title, data) {
  return h("div", {}, h("h3", { className: "meta" }, title), h("pre", { tabIndex: 0, "aria-label": title }, readable(data)));
}

function readable(data) {
  try {
    return JSON.stringify(typeof data === "string" ? JSON.parse(data) : data, null, 1) ?? "nothing";
  } catch {
    return String(data) || "nothing";
  }
}
