// What a person has read, kept in this browser: a time stamp per conversation and per thread.

import { isReply, isTop } from "./slack-workspace.js";

const PLACE = "sandbox.slack.read";

export class Reading {
  constructor(workspace) {
    this.workspace = workspace;
    this.counts = new Map();
    this.marks = this.stored();
  }

  stored() {
    try {
      return JSON.parse(localStorage.getItem(PLACE)) ?? {};
    } catch {
      return {};
    }
  }

  // Another tab of this browser has read something.
  isTold(event) {
    if (event.key !== PLACE) return false;
    this.marks = this.stored();
    return true;
  }

  mark(key) { return this.marks[this.workspace.me]?.[key] ?? ""; }

  // Times only go forward; another tab of the same person may have read on.
  read(key, ts) {
    if (!ts || ts <= this.mark(key)) return;
    this.marks = this.stored();
    (this.marks[this.workspace.me] ??= {})[key] = ts;
    try {
      localStorage.setItem(PLACE, JSON.stringify(this.marks));
    } catch {
      // Without storage, what was read is known until the page is left.
    }
  }

  threadKey(channel, thread) { return `${channel.id}:${thread}`; }

  newReplies(channel, thread) {
    const mark = this.mark(this.threadKey(channel, thread));
    return channel.messages.filter((one) => isReply(one) && one.thread_ts === thread && one.ts > mark && this.fromOthers(one)).length;
  }

  fromOthers(message) { return message.user !== this.workspace.me; }

  // Unread messages and replies in threads that are this person's business.
  unread(conversation) {
    const { channel, key } = conversation;
    if (!channel) return 0;
    const cached = this.counts.get(key);
    const stamp = JSON.stringify(this.marks[this.workspace.me] ?? {});
    if (cached?.channel === channel && cached.stamp === stamp) return cached.count;
    const count = this.count(channel, key);
    this.counts.set(key, { channel, stamp, count });
    return count;
  }

  count(channel, key) {
    const mark = this.mark(key);
    const mine = this.myThreads(channel);
    return channel.messages.filter((one) => {
      if (!this.fromOthers(one) || one.subtype === "tombstone") return false;
      if (isTop(one)) return one.ts > mark;
      return mine.has(one.thread_ts) && one.ts > this.mark(this.threadKey(channel, one.thread_ts));
    }).length;
  }

  // In direct messages every thread; in a channel those one has written in.
  myThreads(channel) {
    const threads = new Set();
    for (const one of channel.messages) {
      if (one.thread_ts && (!channel.name || one.user === this.workspace.me)) threads.add(one.thread_ts);
    }
    return threads;
  }

  forget() { this.counts.clear(); }
}
