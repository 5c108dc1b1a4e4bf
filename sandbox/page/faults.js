// The weather between everybody: faults to switch on, in plain words, and those that are on.

import { post, remove, say } from "./api.js";
import { button, field, form, h, options } from "./dom.js";

const KINDS = [
  ["cut_after", "Cut after", "It happens, then the connection breaks: nobody is told that it did."],
  ["cut_before", "Cut before", "The connection breaks before anything is heard."],
  ["latency", "Slow", "The answer comes late."],
  ["429", "Too many requests", "Refused with 429: ask again later."],
  ["5xx", "Server error", "Answered 503, and nothing has happened."],
  ["down", "Down", "Nothing gets through until you switch it off."],
];
const PLATFORMS = [["telegram", "Telegram"], ["x", "X"], ["slack", "Slack"], ["*", "All three"]];
const CALLS = {
  telegram: [["sendMessage", "Posting an answer"], ["getUpdates", "Reading messages"], ["*", "Everything"]],
  x: [["POST /2/tweets", "Posting an answer"], ["GET /2/users/:id/mentions", "Reading mentions"], ["GET /2/users/:id/tweets", "Looking at its own posts"], ["*", "Everything"]],
  slack: [["chat.postMessage", "Posting a card"], ["chat.update", "Changing a card"], ["views.open", "Opening a window"], ["*", "Everything"]],
  "*": [["*", "Everything"]],
};

export function startFaults(root) {
  const platform = h("select", { id: "fault-platform" }, options(PLATFORMS, "telegram"));
  const method = h("select", { id: "fault-call" });
  const times = h("select", { id: "fault-times" }, options([["1", "The next time"], ["3", "The next 3 times"], ["", "Every time"]], "1"));
  const seconds = h("input", { id: "fault-seconds", type: "number", min: "0", max: "120", step: "0.5", value: "3" });
  const secondsField = field("Seconds", seconds, "seconds");
  const kinds = h("fieldset", { className: "kinds" }, h("legend", { className: "meta" }, "What goes wrong"), KINDS.map(([value, label, meaning], index) =>
    h("label", { className: "kind" }, h("input", { type: "radio", name: "fault-kind", value, checked: index === 0 }), h("span", {}, h("strong", {}, label), h("span", { className: "meta" }, meaning)))));
  const list = h("ul", { className: "stack faults-on", "aria-label": "Faults switched on" });
  const kind = () => kinds.querySelector(":checked").value;

  const refill = () => method.replaceChildren(...options(CALLS[platform.value]));
  const fit = () => {
    secondsField.hidden = !["latency", "429"].includes(kind());
    times.disabled = kind() === "down";
  };
  platform.addEventListener("change", refill);
  kinds.addEventListener("change", fit);
  refill();
  fit();

  const add = form(async () => {
    const fault = { platform: platform.value, method: method.value, kind: kind(), seconds: Number(seconds.value) || 0 };
    if (kind() !== "down") fault.times = times.value ? Number(times.value) : null;
    if (await post("faults", fault)) say("The fault is switched on");
  }, h("div", { className: "fault-where" }, field("Where", platform), field("Which call", method), field("When", times), secondsField), kinds,
  h("button", { className: "button primary", id: "fault-on" }, "Switch on"));
  add.className = "stack";
  root.append(h("div", { className: "scroll faults stack" }, list, add, startAfresh()));

  return (faults) => {
    const isFocused = list.contains(document.activeElement);
    list.replaceChildren(...faults.map(drawFault));
    list.hidden = faults.length === 0;
    if (isFocused && faults.length === 0) platform.focus();
  };
}

function drawFault(one) {
  const label = KINDS.find(([value]) => value === one.kind)?.[1] ?? one.kind;
  const where = PLATFORMS.find(([value]) => value === one.platform)?.[1] ?? one.platform;
  const call = (CALLS[one.platform] ?? []).find(([value]) => value === one.method)?.[1] ?? one.method;
  const share = one.rate < 1 ? `, ${Math.round(one.rate * 100)} % of calls` : "";
  const left = one.times === null ? "every time" : one.times === 1 ? "the next time" : `${one.times} more times`;
  return h("li", { className: "row fault-on" }, h("span", { className: "chip bad" }, label),
    h("span", { className: "grow" }, `${where}: ${call.toLowerCase()}, ${left}${share}`),
    h("button", { type: "button", className: "button quiet", "aria-label": `Switch off: ${label}, ${where}`, onclick: () => remove(`faults/${one.id}`) }, "Switch off"));
}

// Emptying everything asks once more.
function startAfresh() {
  const sure = h("span", { className: "row", hidden: true });
  const ask = button("Empty everything…", () => { sure.hidden = false; ask.hidden = true; sure.querySelector("button").focus(); }, "quiet danger");
  const leave = () => { sure.hidden = true; ask.hidden = false; ask.focus(); };
  sure.append(button("Yes, empty all three platforms", async () => { await post("reset"); leave(); }, "danger"), button("No", leave, "quiet"));
  return h("div", { className: "afresh" }, ask, sure);
}
