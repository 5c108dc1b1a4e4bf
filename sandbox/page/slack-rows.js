// Which rows a conversation or a thread shows: its messages, what only this person sees, what the page itself notes.

import { isReply, isTop } from "./slack-workspace.js";

const byTime = (one, other) => (one.message.ts < other.message.ts ? -1 : 1);

// `notes` are messages of this tab alone, such as a command that failed; `gone` are whispers that were dismissed.
export function rowsOf(workspace, conversation, { notes, gone, thread = "" }) {
  const belongs = thread
    ? (one) => one.ts === thread || (isReply(one) && one.thread_ts === thread)
    : isTop;
  const row = (message, whisper = false) => ({ message, conversation, whisper, inThread: Boolean(thread) });
  const said = (conversation.channel?.messages ?? []).filter(belongs).map((one) => row(one));
  const whispers = [...workspace.whispers(conversation), ...notes.filter((one) => one.channel === conversation.key && one.person === workspace.me)]
    .filter((one) => !gone.has(one.ts) && (one.thread_ts ?? "") === thread)
    .map((one) => row(one, true));
  return whispers.length ? [...said, ...whispers].sort(byTime) : said;
}
