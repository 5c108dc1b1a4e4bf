// Which modals this tab shows: those it opened itself, as each of Slack's clients does. What is opened elsewhere, in
// another tab or by the control calls, does not jump up here; nor does what a browser had open that was closed.

const PLACE = "sandbox.slack.windows";
const MOST = 20;
// A trigger lives for three seconds; a slow network may bring its modal later.
const PATIENCE_MILLISECONDS = 15_000;

export class Windows {
  constructor() {
    this.acted = new Map();
    this.mine = this.stored();
  }

  stored() {
    try {
      return JSON.parse(sessionStorage.getItem(PLACE)) ?? [];
    } catch {
      return [];
    }
  }

  // This person clicked or gave a command in this tab: the next modal is the answer.
  act(person) { this.acted.set(person, performance.now()); }

  // A stack is known by its lowest modal.
  isMine(person, stack) {
    const root = stack[0].root_view_id;
    if (this.mine.includes(root)) return true;
    const acted = this.acted.get(person);
    if (acted === undefined || performance.now() - acted > PATIENCE_MILLISECONDS) return false;
    this.acted.delete(person);
    this.mine = [...this.mine, root].slice(-MOST);
    this.keep();
    return true;
  }

  keep() {
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(this.mine));
    } catch {
      // Without storage a modal is shown until the page is left.
    }
  }
}
