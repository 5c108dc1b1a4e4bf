// The guide: five steps through one question and what may go wrong with it. Where one stands is read off the stories, so
// the guide notices by itself what was done, in whichever tab.

import { say } from "./api.js";
import { button, h } from "./dom.js";
import { steps } from "./guide_steps.js";
import { person } from "./person.js";

const KEPT = "guide";
const HELD = new Set();

export function startGuide(root, opener, panes) {
  const title = h("h2", { className: "guide-title" });
  const text = h("p", { className: "guide-text" });
  const marks = h("ol", { className: "guide-marks", "aria-label": "Steps" });
  const extra = h("span", { className: "row" });
  const showMe = button("Show me", () => panes.goTo(target()), "");
  showMe.id = "guide-show";
  const end = button("Skip the guide", () => close(), "quiet");
  const again = button("Start over", () => open(), "quiet");
  root.append(h("div", { className: "guide-words" }, marks, title, text), h("div", { className: "row guide-acts" }, extra, showMe, again, end));
  let state = null;
  let now = null;
  let told = "";
  let drawn = "";

  const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "null");
  const keep = (value) => localStorage.setItem(KEPT, JSON.stringify(value));
  const target = () => (now?.target ? document.querySelector(now.target) : null);

  function open() {
    keep({ started: Date.now() / 1000, ended: false });
    told = "";
    draw();
    showMe.focus();
  }

  function close() {
    keep({ ...kept(), ended: true });
    draw();
    opener.focus();
  }

  function draw() {
    const { started, ended } = kept();
    root.hidden = ended;
    opener.setAttribute("aria-expanded", String(!ended));
    if (ended || !state) return mark(null);
    const found = steps(state, started);
    const at = found.findIndex((step) => step.tasks.some((task) => !task.done));
    now = at < 0 ? null : found[at].tasks.find((task) => !task.done);
    drawMarks(found, at);
    const words = now ? now.text : "You have seen it all: a question answered once, by a person, also when the connection broke. Everything stays open to play with.";
    const drawing = `${words} ${now?.act?.label}`;
    if (drawing !== drawn) {
      drawn = drawing;
      title.textContent = at < 0 ? "That was the whole way" : `Step ${at + 1} of ${found.length}: ${found[at].title}`;
      text.textContent = words;
      extra.replaceChildren(...(now?.act ? [button(now.act.label, now.act.run, "primary")] : []));
    }
    showMe.hidden = !now?.target || Boolean(now.act);
    end.textContent = now ? "Skip the guide" : "Close";
    tell(at);
    mark(target());
  }

  function drawMarks(found, at) {
    const current = at < 0 ? found.length : at;
    marks.replaceChildren(...found.map((step, index) => h("li", { className: index < current ? "done" : index === current ? "now" : "", "aria-current": index === current ? "step" : undefined },
      h("span", { className: "sr-only" }, `${index < current ? "Done: " : ""}${step.title}`))));
  }

  // Every new task is said once.
  function tell(at) {
    const words = `${title.textContent}. ${text.textContent}`;
    if (words === told) return;
    if (told) say(at < 0 ? words : `Done. ${words}`);
    told = words;
  }

  function mark(element) {
    for (const one of HELD) if (one !== element) { one.classList.remove("guided"); HELD.delete(one); }
    if (element && !HELD.has(element)) { element.classList.add("guided"); HELD.add(element); }
  }

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  if (!kept()) keep({ started: Date.now() / 1000, ended: false });
  opener.addEventListener("click", () => (kept().ended ? open() : close()));
  person.watch("slack", soon);
  window.addEventListener("storage", soon);
  // Panes draw in their own time; what is pointed at may appear, move or go with any of that.
  new MutationObserver(soon).observe(document.getElementById("panes"), { childList: true, subtree: true });
  return {
    show(given) { state = given; soon(); },
    // To what the guide itself offers to do, else to what it points at.
    goTo: () => panes.goTo(root.hidden ? null : extra.querySelector("button") ?? target()),
  };
}
