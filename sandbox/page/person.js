// Who this tab of the browser is on each platform; kept for the tab, so that several tabs are several people.

const BEGINNING = { x: "maria_h", telegram: "Tomas", slack: "U0ANNA" };
const watchers = {};

export const person = {
  get: (platform) => sessionStorage.getItem(`person.${platform}`) ?? BEGINNING[platform],
  set(platform, name) {
    if (!name || name === person.get(platform)) return;
    sessionStorage.setItem(`person.${platform}`, name);
    for (const tell of watchers[platform] ?? []) tell(name);
  },
  watch(platform, tell) {
    (watchers[platform] ??= []).push(tell);
  },
};
