// Long lists begin with what is newest; the rest comes when one gets there.

import { h } from "./dom.js";

export const PAGE = 60;

// The entry at a list's end that brings more, pressed or come near; `bring` returns whether there is still more.
export function makeMore(label, list, bring) {
  const press = h("button", { type: "button", className: "button quiet", onclick: () => next() }, label);
  const element = h("li", { className: "more", hidden: true }, press);
  const watch = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) next(); }, { root: list, rootMargin: "600px" });

  function next() {
    show(bring());
  }

  function show(isMore) {
    element.hidden = !isMore;
    watch.unobserve(element);
    if (isMore) watch.observe(element);
  }
  return { element, show };
}
