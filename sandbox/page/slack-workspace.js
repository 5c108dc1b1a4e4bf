// The workspace as one person sees it: who is who, which conversations there are, what they hold.

export const APP = "app"; // the key of the direct messages with the app, which may not exist yet
const OUTSIDERS = new Set(["guest", "ultra", "stranger"]);

export class Workspace {
  constructor() {
    this.state = { app: {}, people: [], channels: [], ephemerals: {}, views: {}, homes: {} };
    this.me = "";
    this.byId = new Map();
  }

  take(state) {
    if (state.people !== this.state.people) this.byId = new Map(state.people.map((one) => [one.id, one]));
    this.state = state;
  }

  get self() { return this.byId.get(this.me); }

  get zone() { return this.self?.tz; }

  // Those whom one can be: people with an account that is in use.
  humans() {
    return this.state.people.filter((one) => !one.is_bot && !one.deleted && one.kind !== "slackbot");
  }

  name(id) {
    const person = this.byId.get(id);
    return person?.real_name || person?.profile?.real_name || person?.name || id;
  }

  isApp(id) { return this.byId.get(id)?.kind === "own_bot"; }

  get appName() { return this.state.people.find((one) => one.kind === "own_bot")?.real_name ?? "Byhand"; }

  // What the drawing of blocks needs to know.
  get names() {
    return {
      zone: this.zone,
      person: (id) => this.name(id.split("|")[0]),
      handle: (id) => this.byId.get(id)?.name ?? id,
      channel: (id) => this.state.channels.find((one) => one.id === id)?.name ?? id,
      people: () => this.humans().map((one) => [one.id, this.name(one.id)]),
      channels: () => this.state.channels.filter((one) => one.name).map((one) => [one.id, `#${one.name}`]),
    };
  }

  channels() {
    const mine = this.state.channels.filter((one) => one.name && one.members.includes(this.me));
    return mine.map((channel) => ({ key: channel.id, kind: "channel", title: channel.name, channel }));
  }

  // Public channels that this person could join; guests are invited, they do not look around.
  joinable() {
    if (OUTSIDERS.has(this.self?.kind)) return [];
    return this.state.channels.filter((one) => one.name && !one.members.includes(this.me));
  }

  directs() {
    const own = this.state.channels.find((one) => one.owner === this.me) ?? null;
    const app = { key: APP, kind: "app", title: this.appName, channel: own };
    const others = this.state.channels.filter((one) => one.between && one.members.includes(this.me)).map((channel) => {
      const other = channel.members.find((one) => one !== this.me);
      return { key: channel.id, kind: "direct", title: this.name(other), channel, other };
    });
    return [app, ...others];
  }

  conversations() { return [...this.channels(), ...this.directs()]; }

  find(key) { return this.conversations().find((one) => one.key === key); }

  whispers(conversation) {
    const id = conversation.channel?.id;
    return (this.state.ephemerals[this.me] ?? []).filter((one) => one.channel === id);
  }
}

export const isReply = (message) => Boolean(message.thread_ts && message.thread_ts !== message.ts);
export const isTop = (message) => !isReply(message) || message.subtype === "thread_broadcast";
export const initials = (name) => name.split(/\s+/).map((one) => [...one][0]).slice(0, 2).join("").toUpperCase();
export const momentOf = (ts) => new Date(Number(ts) * 1000);
export const titleOf = (conversation) => (conversation.kind === "channel" ? `#${conversation.title}` : conversation.title);
