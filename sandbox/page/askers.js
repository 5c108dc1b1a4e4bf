// The askers' pane: X and Telegram beside each other where there is room, else as two tabs.

import { h } from "./dom.js";
import { makeTabs } from "./tabs.js";
import { startTelegram } from "./telegram.js";
import { startX } from "./x.js";

export function startAskers(root, goTo) {
  const x = h("div", { className: "asker", id: "x" });
  const telegram = h("div", { className: "asker", id: "telegram" });
  const tabs = makeTabs("Askers on", [["x", "X", x], ["telegram", "Telegram", telegram]]);
  const both = h("div", { className: "asker-panels" }, x, telegram);
  root.classList.add("askers");
  document.getElementById("askers-head").append(tabs.element);
  root.append(both);
  const show = { x: startX(x, goTo), telegram: startTelegram(telegram) };
  return {
    choose: tabs.choose,
    show(state, changes, whole) {
      for (const name of ["x", "telegram"]) if (whole || changes[name]) show[name](state[name], changes[name] ?? {}, whole);
    },
  };
}
