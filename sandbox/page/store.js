// The worlds as this page knows them. The server tells what changed; whatever did not stays the very same object, so a
// pane can tell by identity what it must draw anew.

export function makeStore() {
  const state = {};

  function empty() {
    state.x = { me: "", posts: {}, people: {} };
    state.telegram = { bot: null, chats: {}, messages: {}, people: {} };
    state.slack = { people: [], channels: [], ephemerals: {}, views: {}, homes: {} };
    state.requests = {};
    state.stories = {};
    state.faults = [];
    slackParts = { channels: {}, messages: {} };
  }

  let slackParts = {};
  empty();

  // Takes one event of the server's; returns the state.
  return function take({ whole, changes }) {
    if (whole) empty();
    if (changes.x) merge(state.x, changes.x);
    if (changes.telegram) merge(state.telegram, changes.telegram);
    if (changes.requests) merge(state.requests, changes.requests);
    if (changes.stories) merge(state.stories, changes.stories);
    if (changes.faults) state.faults = changes.faults;
    if (changes.slack) state.slack = takeSlack(state.slack, slackParts, changes.slack);
    return state;
  };
}

// Things of a kind stand under their names; a missing one has gone. A thing is told from a branch by its id.
function merge(into, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete into[name];
    else if (isBranch(value)) merge((into[name] ??= {}), value);
    else into[name] = value;
  }
}

function isBranch(value) {
  const isThing = () => "id" in value || "message_id" in value || "number" in value;
  return typeof value === "object" && !Array.isArray(value) && !isThing();
}

// Slack's state has the shape of the sandbox's own view of it: channels hold their messages, in order.
function takeSlack(before, parts, { channels = {}, messages = {}, ...rest }) {
  merge(parts.channels, channels);
  const state = { ...before };
  for (const [name, value] of Object.entries(rest)) {
    const isDivided = value !== null && typeof value === "object" && !Array.isArray(value) && name !== "app";
    state[name] = isDivided ? withChanges(before[name] ?? {}, value) : value;
  }
  const touched = new Set([...Object.keys(channels), ...Object.keys(messages)]);
  for (const [channel, changed] of Object.entries(messages)) {
    parts.messages[channel] = withChanges(parts.messages[channel] ?? {}, changed);
  }
  const known = Object.fromEntries(before.channels.map((one) => [one.id, one]));
  state.channels = Object.values(parts.channels).map((meta) => (touched.has(meta.id) ? channel(meta, parts) : known[meta.id]));
  return state;
}

function channel(meta, parts) {
  const messages = Object.values(parts.messages[meta.id] ?? {});
  return { ...meta, messages: messages.sort((a, b) => (a.ts < b.ts ? -1 : 1)) };
}

function withChanges(before, changes) {
  const after = { ...before, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === null) delete after[name];
  return after;
}
