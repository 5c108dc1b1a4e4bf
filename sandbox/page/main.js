// Reads the state when something happened, not more than a few times a second, and lets each pane draw its part.

import { get } from "./api.js";
import { startHappenings } from "./happenings.js";
import { startSlack } from "./slack.js";
import { startTelegram } from "./telegram.js";
import { startX } from "./x.js";

const PAUSE_MILLISECONDS = 150;
const part = (id) => document.getElementById(id);
const draw = { x: startX(part("x")), telegram: startTelegram(part("telegram")), slack: startSlack(part("slack")) };
const happenings = startHappenings(part("happenings"));
let waiting = false;

async function refresh() {
  waiting = false;
  const state = await get("state");
  if (state) for (const [name, show] of Object.entries(draw)) show(state[name]);
}

function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(refresh, PAUSE_MILLISECONDS);
}

const feed = new EventSource("/_control/feed");
feed.onopen = soon;
for (const kind of ["x", "telegram", "slack"]) feed.addEventListener(kind, soon);
feed.addEventListener("request", (event) => { happenings.show(JSON.parse(event.data)); soon(); });
for (const kind of ["fault", "faults"]) feed.addEventListener(kind, happenings.listFaults);
feed.addEventListener("reset", () => { happenings.clear(); happenings.listFaults(); soon(); });
soon();
