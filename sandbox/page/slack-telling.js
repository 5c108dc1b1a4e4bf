// Says what is new, once, for those who listen to the page.

import { spoken } from "./blocks-text.js";
import { titleOf } from "./slack-workspace.js";

const NEWEST = 3;
const MOST_AT_ONCE = 2;
const MOST_CHARACTERS = 200;

export class Telling {
  constructor(pane) {
    this.pane = pane;
    this.last = null; // the newest message known; what came before the page was opened is not told
    this.person = null;
  }

  tell() {
    const { workspace } = this.pane;
    const newest = workspace.conversations().filter((one) => one.channel)
      .flatMap((one) => one.channel.messages.slice(-NEWEST).map((message) => ({ one, message })));
    const before = this.person === workspace.me ? this.last : null;
    this.last = newest.reduce((most, { message }) => (message.ts > most ? message.ts : most), "");
    this.person = workspace.me;
    if (before === null) return;
    const fresh = newest.filter(({ message }) => message.ts > before && message.user !== workspace.me);
    for (const { one, message } of fresh.slice(-MOST_AT_ONCE)) this.say(one, message);
  }

  say(conversation, message) {
    const { workspace, context, key, main } = this.pane;
    const isHere = conversation.key === key;
    const where = isHere ? "" : ` in ${titleOf(conversation)}`;
    context.say(`${workspace.name(message.user)}${where}: ${spoken(message.text, workspace.names).slice(0, MOST_CHARACTERS)}`);
    if (isHere) main.arrived();
  }
}
