// The control calls, and the lines that say what went wrong or what happened.

const SHOWN_MILLISECONDS = 6000;
let timer = 0;

// For those who listen to the page.
export function say(text) {
  document.getElementById("said").textContent = text;
}

// For everybody, for a while.
export function notice(text) {
  document.getElementById("notice").textContent = text;
  clearTimeout(timer);
  if (text) timer = setTimeout(() => notice(""), SHOWN_MILLISECONDS);
}

// The answer's data, or null when the call was refused; why is shown.
export async function call(method, path, body) {
  const options = { method, headers: { "content-type": "application/json" } };
  if (body !== undefined) options.body = JSON.stringify(body);
  try {
    const answer = await fetch(`/_control/${path}`, options);
    const text = await answer.text();
    const data = text ? JSON.parse(text) : {};
    if (answer.ok) return data;
    notice(data.error ?? `That did not work (${answer.status})`);
  } catch {
    notice("The sandbox does not answer. Is it still running?");
  }
  return null;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const remove = (path) => call("DELETE", path);
