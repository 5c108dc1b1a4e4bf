// The page: the server tells what changed, the store keeps it, each pane draws its part of it.

import { get, notice, post, remove, say } from "./api.js";
import { startAskers } from "./askers.js";
import { startGuide } from "./guide.js";
import { startHappens } from "./happens.js";
import { makePanes } from "./panes.js";
import { person } from "./person.js";
import { startShortcuts } from "./shortcuts.js";
import { startSlack } from "./slack.js";
import { makeStore } from "./store.js";
import { startTheme } from "./theme.js";

const part = (id) => document.getElementById(id);
const take = makeStore();
const askers = startAskers(part("askers-body"), (element) => panes.goTo(element));
const happens = startHappens(part("happens-body"));
const slack = startSlack(part("slack-body"), { person, say, notice, get, post, remove });
const panes = makePanes(part("switcher"), {
  x: () => askers.choose("x"),
  telegram: () => askers.choose("telegram"),
  "happens-stories": () => happens.choose("stories"),
  "happens-calls": () => happens.choose("calls"),
  "happens-faults": () => happens.choose("faults"),
});
const guide = startGuide(part("guide"), part("guide-button"), panes);
startTheme(part("theme"));
startShortcuts(part("shortcuts"), part("shortcuts-button"), [
  ["x", "Write on X", () => panes.goTo(part("x-composer"))],
  ["t", "Write on Telegram", () => panes.goTo(part("telegram-composer"))],
  ["s", "Who you are in Slack", () => panes.goTo(part("slack-person"))],
  ["w", "Write in Slack", () => panes.goTo(part("slack-composer"))],
  ["q", "What happens: questions", () => panes.goTo(part("tab-stories"))],
  ["c", "What happens: calls", () => { happens.choose("calls"); panes.goTo(part("tab-calls")); }],
  ["f", "What happens: faults", () => { happens.choose("faults"); panes.goTo(part("fault-platform")); }],
  ["g", "What the guide points at", guide.goTo],
]);

function draw(event) {
  const { whole, changes } = event;
  const state = take(event);
  askers.show(state, changes, whole);
  if (whole || changes.slack) slack(state.slack, changes.slack);
  happens.show(state, changes, whole);
  guide.show(state);
}

const feed = new EventSource("/_control/live");
const connection = part("connection");
const tellConnection = (isLive) => {
  connection.classList.toggle("live", isLive);
  connection.textContent = isLive ? "live" : "reconnecting";
};
feed.addEventListener("open", () => tellConnection(true));
feed.addEventListener("error", () => tellConnection(false));
feed.addEventListener("changes", (event) => draw(JSON.parse(event.data)));
