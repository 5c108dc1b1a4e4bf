// What a person writes: messages, replies, commands; and changing or taking back what they wrote.

import { editWithin } from "./slack-editing.js";

export class Writing {
  constructor(pane) {
    this.pane = pane;
    this.notes = []; // what Slack itself says to a person of this tab
  }

  get acts() { return this.pane.acts; }

  async send(text, thread) {
    const { channel, key } = this.pane.conversation;
    const where = { channel: channel?.id ?? this.pane.workspace.me };
    const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
    if (command) return this.command(where, key, command[1], command[2], thread);
    const answer = await this.acts.ask("message", { ...where, text, ...(thread ? { thread_ts: thread } : {}) });
    if (answer && !thread) this.pane.main.toEnd();
    return Boolean(answer);
  }

  async command(where, key, name, text, thread) {
    if (thread) return this.note(key, `${name} is not supported in threads. Sorry!`, thread);
    if (!(this.pane.workspace.state.app.commands ?? []).includes(name)) return this.note(key, `${name} is not a valid command.`);
    this.acts.opener = null;
    this.acts.windows.act(this.pane.workspace.me);
    const answer = await this.acts.ask("command", { ...where, command: name, text, wait: 0 });
    this.pane.main.toEnd();
    if (answer?.error) this.note(key, `${name} failed with the error “${answer.error}”`);
    return Boolean(answer);
  }

  note(key, text, thread) {
    const ts = (Date.now() / 1000).toFixed(6);
    this.notes.push({ ts, text, channel: key, person: this.pane.workspace.me, ...(thread ? { thread_ts: thread } : {}) });
    this.pane.context.say(text);
    this.pane.draw();
    return true;
  }

  edit({ message, conversation, inThread }) {
    const place = inThread ? ".slack-thread" : ".slack-main";
    const article = this.pane.root.querySelector(`${place} article[data-ts="${CSS.escape(message.ts)}"]`);
    const text = asTyped(message, this.pane.workspace.names);
    editWithin(article, text, (changed) => this.acts.ask("edit", { channel: conversation.channel.id, ts: message.ts, text: changed }));
  }

  remove({ message, conversation }) {
    this.acts.ask("delete", { channel: conversation.channel.id, ts: message.ts });
  }
}

// A message as its writer typed it: the words, names with @, addresses bare.
function asTyped(message, names) {
  return message.text
    .replace(/<@([A-Z0-9]+)>/g, (_, id) => `@${names.handle(id)}`)
    .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
