// What happens: the recorded calls, and the faults one may switch on.

import { get, post, remove } from "./api.js";
import { button, fill, form, h, options, when } from "./dom.js";

const KINDS = [
  ["cut_after", "cut after the effect"], ["cut_before", "cut before the effect"], ["429", "too many requests (429)"],
  ["5xx", "server error (503)"], ["5xx_after", "503 after the effect"], ["latency", "slow"], ["down", "down until removed"],
];
const MOST = 150;

export function startHappenings(root) {
  const platform = h("select", { "aria-label": "Platform" }, options([["x", "X"], ["telegram", "Telegram"], ["slack", "Slack"], ["*", "all"]], "x"));
  const kind = h("select", { "aria-label": "Kind of fault" }, options(KINDS, "cut_after"));
  const method = h("input", { value: "POST /2/tweets", "aria-label": "Call" });
  const faults = h("div");
  const rows = h("tbody");
  const methods = { x: "POST /2/tweets", telegram: "sendMessage", slack: "chat.postMessage", "*": "*" };
  platform.addEventListener("change", () => { method.value = methods[platform.value]; });

  async function listFaults() {
    const found = (await get("faults")) ?? [];
    fill(faults, found.map((one) => h("div", { className: "card row" },
      h("span", {}, `${one.platform} ${one.method}: ${one.kind}${one.times ? ` × ${one.times}` : ""}`),
      button("Remove", async () => { await remove(`faults/${one.id}`); listFaults(); }, "danger"))));
  }

  const add = form(async () => {
    await post("faults", { platform: platform.value, kind: kind.value, method: method.value || "*" });
    listFaults();
  }, h("div", { className: "row" }, platform, kind, method, h("button", {}, "Next time")));

  function show(entry) {
    rows.prepend(row(entry));
    while (rows.children.length > MOST) rows.lastChild.remove();
  }

  fill(root, h("h3", {}, "Faults"), add, faults,
    h("div", { className: "row" }, button("Empty everything", () => post("reset"), "danger")),
    h("h3", {}, "Calls"), h("table", {}, rows));
  listFaults();
  get(`requests?last=${MOST}`).then((entries) => (entries ?? []).forEach(show));
  return { show, listFaults, clear: () => fill(rows) };
}

function row(entry) {
  const pending = entry.status === null;
  const outcome = entry.fault ? `${entry.fault} ${entry.status || "cut"}` : pending ? "…" : `${entry.status}`;
  const sent = typeof entry.body === "string" ? entry.body : JSON.stringify(entry.body, null, 1);
  return h("tr", {},
    h("td", {}, when(entry.at * 1000)),
    h("td", {}, h("details", {}, h("summary", {}, `${entry.platform} ${entry.method}`), h("pre", {}, sent ?? ""), h("pre", {}, entry.answer ?? ""))),
    h("td", { className: entry.status >= 400 || (!entry.status && !pending) ? "wrong" : "" }, outcome));
}
