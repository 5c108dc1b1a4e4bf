// What the guide asks for, and how it sees that it was done: from the questions' stories alone.

import { post, remove } from "./api.js";
import { person } from "./person.js";

const SLOW_SECONDS = 20;
const SETTLED_SECONDS = 3;
// Of those who join at the start of the demo.
const VOLUNTEERS = [["U0ANNA", "Anna Lindqvist"], ["U0ELENA", "Elena Rossi"]];

// Five steps of tasks {text, done, target?, act?}; only questions asked since the guide began count.
export function steps(state, started) {
  const mine = Object.values(state.stories).filter((one) => one.steps[0].at >= started).sort((a, b) => a.steps[0].at - b.steps[0].at);
  const first = mine.find((one) => one.platform === "x" && !one.follows);
  const other = mine.find((one) => one.platform === "telegram");
  const next = mine.find((one) => one.follows && one.follows === first?.id);
  const who = person.get("slack");
  return [
    { title: "Ask", tasks: asking(state, first, other) },
    { title: "Two want it, one has it", tasks: taking(state, first, who) },
    { title: "Answer by hand", tasks: answering(state, first, who) },
    { title: "They write back", tasks: following(state, first, next) },
    { title: "The connection breaks", tasks: breaking(state, other, who) },
  ];
}

const has = (story, kind) => Boolean(story?.steps.some((step) => step.kind === kind));
const nameOf = (state, id) => state.slack.people.find((one) => one.id === id)?.real_name ?? id;

function asking(state, first, other) {
  return [
    { text: `Be somebody on X who needs help: write a post with @${state.x.me} in it, and press Post.`, done: Boolean(first), target: "#x-composer" },
    { text: "Now somebody on Telegram: write to the company in the private chat, and press Send.", done: Boolean(other), target: "#telegram-composer" },
  ];
}

// People who were shown the question: in their own messages, else in a channel where any volunteer may take it.
function asked(story) {
  const cards = story?.cards ?? [];
  const own = new Map();
  for (const card of cards) if (card.person && !own.has(card.person)) own.set(card.person, card);
  if (own.size || !cards.length) return [...own.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return VOLUNTEERS.map(([id, name]) => ({ ...cards[0], person: id, name }));
}

// Nobody else was asked, and it does not look as if somebody still would be.
function isAlone(story, people) {
  const offered = story?.steps.find((step) => step.kind === "offered");
  return people.length === 1 && Date.now() / 1000 - offered.at > SETTLED_SECONDS;
}

function taking(state, story, who) {
  const people = asked(story);
  const holder = people.find((card) => card.name === story?.holder);
  const second = people.find((card) => card.name !== story?.holder && card !== people[0]) ?? people.find((card) => card !== holder);
  const slow = state.faults.find((one) => one.platform === "slack" && one.method === "chat.update" && one.kind === "latency");
  const isLost = has(story, "lost");
  if (isLost && slow) remove(`faults/${slow.id}`);
  const alone = isAlone(story, people);
  const tasks = [
    { text: "Byhand looks for volunteers who know the topic and are near. See who is asked.", done: people.length > 1 || alone, target: "#tab-stories" },
    { text: "Two people were asked. So that both still see the button, let Slack be slow for a moment.", done: alone || Boolean(slow) || Boolean(story?.holder) || isLost,
      act: { label: "Slow Slack down", run: () => post("faults", { platform: "slack", method: "chat.update", kind: "latency", seconds: SLOW_SECONDS, times: null }) } },
    claim(state, people[0], who, Boolean(story?.holder), "and click “I'll take it”. The answer's window opens; leave it for now."),
  ];
  if (!alone) tasks.push(claim(state, second, who, isLost, "and click “I'll take it” as well: too late, and told by whom."));
  return tasks;
}

// Being somebody in Slack and clicking a button on their card.
function claim(state, card, who, done, what, action = "question.claim") {
  const name = card ? nameOf(state, card.person) : "the volunteer";
  const isMe = card?.person === who;
  return { text: `Be ${name} in Slack ${what}`, done, target: isMe ? onCard(card, action) : "#slack-person", act: isMe || !card ? undefined : be(card, name) };
}

function be(card, name) {
  return { label: `Be ${name.split(" ")[0]}`, run: () => person.set("slack", card.person) };
}

// The button on a card, else the way to the card.
function onCard(card, action) {
  const button = `#slack [data-ts="${card.ts}"] [data-action="${action}"]`;
  if (document.querySelector(button)) return button;
  const entry = `#slack [data-channel="${card.channel}"]`;
  // Where there is little room, the list of conversations is folded behind a button.
  return document.querySelector(entry)?.checkVisibility() ? entry : "#slack .slack-menu";
}

// The holder's open window, else the card's button that opens it.
function writing(state, story, who) {
  const card = asked(story).find((one) => one.name === story?.holder);
  const name = story?.holder ?? "whoever took it";
  const isMe = card?.person === who;
  const way = (inWindow) => (!isMe ? "#slack-person" : document.querySelector(inWindow) ? inWindow : card ? onCard(card, "question.answer") : "#slack-person");
  return { name, act: card && !isMe ? be(card, name) : undefined, way };
}

const WINDOW = '#slack [data-callback="answer.submit"] textarea';
const PREVIEW = '#slack [data-callback="answer.post"] [data-role="submit"]';

function answering(state, story, who) {
  const { name, act, way } = writing(state, story, who);
  return [
    { text: `As ${name}, write the answer in your own words, and press Preview.`, done: has(story, "written"), target: way(WINDOW), act },
    { text: "What you see is exactly what becomes public, signed. Press Post.", done: has(story, "confirmed"), target: way(PREVIEW), act },
    { text: "The answer is on its way; a moment later it stands under the question.", done: has(story, "answered"), target: "#tab-stories" },
  ];
}

function following(state, story, next) {
  const answer = Object.values(state.x.posts).find((one) => one.ours && one.in_reply_to && story?.id === `x-${one.in_reply_to}`);
  const reply = answer && `#x [data-post="${answer.edit_history[0]}"] [data-act="reply"]`;
  return [
    { text: "There it is, under the question. Reply to it on X: one thing is still unclear.", done: Boolean(next), target: document.querySelector("#x-inline") ? "#x-inline" : reply },
    { text: `The follow-up goes to ${story?.holder ?? "the same person"} first, in the same thread.`, done: has(next, "offered"), target: "#tab-stories" },
  ];
}

function breaking(state, story, who) {
  const isOn = state.faults.some((one) => one.platform === "telegram" && one.kind === "cut_after");
  const broken = has(story, "broken");
  const card = asked(story)[0];
  const { name, act, way } = writing(state, story, who);
  const doubt = story?.cards.find((one) => document.querySelector(`#slack [data-ts="${one.ts}"] [data-action="delivery.there"]`)) ?? card;
  return [
    { text: "Now the weather: under Faults, let Telegram be cut after the next answer. It will arrive, but nobody is told.", done: isOn || broken, target: "#fault-on" },
    claim(state, card, who, Boolean(story?.holder), "and take the question from Telegram."),
    { text: `As ${name}, write an answer and post it, as before.`, done: broken || has(story, "answered"), target: way(document.querySelector(PREVIEW) ? PREVIEW : WINDOW), act },
    { ...claim(state, doubt, who, has(story, "decided"), "and decide: look into the chat on Telegram, then say “It is there”.", "delivery.there") },
  ];
}
