// The control calls, and the one line that says what went wrong.

export function tell(text) {
  document.getElementById("said").textContent = text;
}

export async function call(method, path, body) {
  const options = { method, headers: { "content-type": "application/json" } };
  if (body !== undefined) options.body = JSON.stringify(body);
  const answer = await fetch(`/_control/${path}`, options);
  const text = await answer.text();
  const data = text ? JSON.parse(text) : null;
  tell(answer.ok ? "" : (data?.error ?? `That did not work (${answer.status})`));
  return answer.ok ? data : null;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const remove = (path) => call("DELETE", path);
