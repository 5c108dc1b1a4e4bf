// Choosing a picture and handing it to the sandbox.

import { notice, post } from "./api.js";
import { h, icon } from "./dom.js";

const MOST_BYTES = 5 * 1024 * 1024;
const CHUNK = 0x8000;

// A button that opens the file chooser; `value()` gives the sent picture's number, `clear()` forgets it.
export function pictureChooser(id) {
  const input = h("input", { type: "file", id, accept: "image/png,image/jpeg,image/gif", hidden: true });
  const label = h("span", { className: "picture-name" }, "Picture");
  const open = h("button", { type: "button", className: "button quiet", onclick: () => (input.files[0] ? clear() : input.click()) }, icon("picture"), label);
  let number = null;

  async function take() {
    const file = input.files[0];
    if (!file) return clear();
    if (file.size > MOST_BYTES) {
      notice("A picture may have 5 MB.");
      return clear();
    }
    const size = await createImageBitmap(file).catch(() => null);
    if (!size) {
      notice("This file is no picture that a browser can show.");
      return clear();
    }
    const kept = await post("pictures", { data: await encode(file), width: size.width, height: size.height });
    number = kept?.picture ?? null;
    label.textContent = number ? `${file.name} ×` : "Picture";
    open.setAttribute("aria-label", number ? `Remove the picture ${file.name}` : "Picture");
  }

  function clear() {
    input.value = "";
    number = null;
    label.textContent = "Picture";
    open.removeAttribute("aria-label");
  }

  input.addEventListener("change", take);
  return { element: h("span", { className: "picture-chooser" }, input, open), value: () => number, clear };
}

async function encode(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(text);
}
