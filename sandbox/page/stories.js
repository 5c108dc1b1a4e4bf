// Each question's way through Byhand: five stations with their times, and every step in words.

import { clock, h } from "./dom.js";
import { makeMore, PAGE } from "./more.js";

const STATIONS = [["asked", "Asked"], ["offered", "Offered"], ["taken", "Taken"], ["written", "Written"], ["answered", "Answered"]];
const STATES = {
  asked: ["asked", ""], seen: ["seen", ""], offered: ["offered", "accent"], taken: ["taken", "accent"], written: ["being answered", "accent"],
  posted: ["posted", "good"], answered: ["answered", "good"], unknown: ["nobody knows", "bad"], let_be: ["let be", ""],
};
const CHANNELS = { x: "X", telegram: "Telegram" };
const OPEN_AT_FIRST = 3;

export function startStories(root) {
  const drawn = new Map();
  const empty = h("p", { className: "empty meta" }, "No question has been asked yet. Ask one on X or Telegram; its way is drawn here as it goes.");
  const list = h("ol", { className: "scroll stories", "aria-label": "Questions, newest first", tabIndex: 0 });
  const more = makeMore("Earlier questions", list, bring);
  let known = {};
  let rest = [];
  root.append(empty, list);

  function bring() {
    for (const id of rest.splice(0, PAGE)) draw(id, known[id], false);
    return rest.length > 0;
  }

  function draw(id, one, isNew) {
    const before = drawn.get(id);
    if (!one) {
      before?.remove();
      drawn.delete(id);
      return;
    }
    if (!before && rest.includes(id)) return;
    const isOpen = before ? before.querySelector("details").open : drawn.size < OPEN_AT_FIRST || isNew;
    const item = drawStory(one, isOpen);
    drawn.set(id, item);
    if (!before) return isNew ? list.prepend(item) : more.element.before(item);
    const isFocused = before.contains(document.activeElement);
    before.replaceWith(item);
    if (isFocused) item.querySelector("summary").focus();
  }

  return (stories, changes, whole) => {
    known = stories;
    const asked = (id) => stories[id]?.steps[0].at ?? 0;
    const newestLast = Object.keys(whole ? stories : changes).sort((a, b) => asked(a) - asked(b));
    if (whole) {
      drawn.clear();
      list.replaceChildren(more.element);
      rest = newestLast.reverse();
      more.show(bring());
    } else for (const id of newestLast) draw(id, stories[id], true);
    empty.hidden = drawn.size > 0;
    list.hidden = drawn.size === 0;
  };
}

function drawStory(one, isOpen) {
  const start = one.steps[0].at;
  const [state, tone] = STATES[one.state] ?? [one.state, ""];
  return h("li", { className: "story", "data-story": one.id, "data-state": one.state },
    h("details", { open: isOpen },
      h("summary", {},
        h("span", { className: "row story-head" }, h("span", { className: "chip" }, CHANNELS[one.platform]), h("strong", {}, one.asker),
          one.follows && h("span", { className: "meta" }, "follow-up"), h("span", { className: "grow" }),
          h("span", { className: `chip ${tone}`, "data-role": "state" }, state)),
        h("span", { className: "said story-text" }, one.text),
        drawStations(one, start)),
      h("ol", { className: "steps" }, one.steps.map((step) => drawStep(step, start)))));
}

// The stations passed, each with its time; a screen reader hears the steps instead.
function drawStations(one, start) {
  const moment = (kind) => one.steps.find((step) => step.kind === kind)?.at;
  return h("span", { className: "stations", "aria-hidden": "true" }, STATIONS.map(([kind, label], index) => {
    const at = moment(kind);
    const isNext = index + 1 < STATIONS.length && moment(STATIONS[index + 1][0]) !== undefined;
    return h("span", { className: `station ${at === undefined ? "" : "passed"} ${isNext ? "gone" : ""}` }, h("span", {}, label), h("span", { className: "meta" }, at === undefined ? "" : kind === "asked" ? clock(at * 1000) : after(at - start)));
  }));
}

function drawStep(step, start) {
  return h("li", { className: `step ${step.tone}`, "data-step": step.kind },
    h("span", { className: "meta step-time", title: new Date(step.at * 1000).toLocaleTimeString() }, after(step.at - start)), h("span", { className: "said" }, step.text));
}

export function after(seconds) {
  if (seconds < 0.0005) return "0 s";
  if (seconds < 10) return `+${seconds.toFixed(2)} s`;
  if (seconds < 120) return `+${Math.round(seconds)} s`;
  return `+${Math.round(seconds / 60)} min`;
}
