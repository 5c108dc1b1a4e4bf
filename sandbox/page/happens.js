// What happens: the questions on their way, the calls, the faults.

import { h } from "./dom.js";
import { startFaults } from "./faults.js";
import { startRecording } from "./recording.js";
import { startStories } from "./stories.js";
import { makeTabs } from "./tabs.js";

export function startHappens(root) {
  const panels = Object.fromEntries(["stories", "calls", "faults"].map((name) => [name, h("div", { className: "happening", id: `happens-${name}` })]));
  const tabs = makeTabs("What happens", [["stories", "Questions", panels.stories], ["calls", "Calls", panels.calls], ["faults", "Faults", panels.faults]]);
  document.getElementById("happens-head").append(tabs.element);
  root.append(...Object.values(panels));
  const stories = startStories(panels.stories);
  const recording = startRecording(panels.calls);
  const faults = startFaults(panels.faults);
  const count = h("span", { className: "chip bad", hidden: true });
  tabs.tab("faults").append(" ", count);
  return {
    choose: tabs.choose,
    show(state, changes, whole) {
      if (whole || changes.stories) stories(state.stories, changes.stories ?? {}, whole);
      if (whole || changes.requests) recording(state.requests, changes.requests ?? {}, whole);
      if (whole || changes.faults) {
        faults(state.faults);
        count.hidden = state.faults.length === 0;
        count.textContent = `${state.faults.length} on`;
      }
    },
  };
}
