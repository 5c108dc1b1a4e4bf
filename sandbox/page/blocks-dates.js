// Slack's way of writing a moment in the reader's own time zone: <!date^1763793600^{date_short_pretty} {time}|fallback>.

const LOCALE = "en-GB";
const DAY = 86_400_000;

const formats = new Map();

// Making a format takes a hundred times as long as using it.
function part(moment, zone, options) {
  const key = `${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, make(zone, options));
  return formats.get(key).format(moment);
}

function make(zone, options) {
  try {
    return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
  } catch {
    return new Intl.DateTimeFormat(LOCALE, options);
  }
}

export const dayKey = (moment, zone) => part(moment, zone, { dateStyle: "short" });
export const clock = (moment, zone) => part(moment, zone, { hour: "2-digit", minute: "2-digit" });
export const fullTime = (moment, zone) => part(moment, zone, { dateStyle: "full", timeStyle: "short" });

function nearby(moment, zone) {
  const key = dayKey(moment, zone);
  for (const [days, word] of [[0, "today"], [-1, "yesterday"], [1, "tomorrow"]]) {
    if (dayKey(new Date(Date.now() + days * DAY), zone) === key) return word;
  }
  return null;
}

export function dayName(moment, zone) {
  const word = nearby(moment, zone);
  return word ? word[0].toUpperCase() + word.slice(1) : part(moment, zone, { weekday: "long", day: "numeric", month: "long" });
}

function ago(moment) {
  const seconds = Math.round((moment - Date.now()) / 1000);
  const format = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
  for (const [unit, size] of [["day", 86_400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(seconds, "second");
}

const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const MEDIUM = { day: "numeric", month: "long", year: "numeric" };
const SHORT = { day: "numeric", month: "short", year: "numeric" };
const FORMATS = {
  date_num: (at, zone) => part(at, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (at, zone) => part(at, zone, MEDIUM),
  date_short: (at, zone) => part(at, zone, SHORT),
  date_long: (at, zone) => part(at, zone, LONG),
  date_pretty: (at, zone) => nearby(at, zone) ?? part(at, zone, MEDIUM),
  date_short_pretty: (at, zone) => nearby(at, zone) ?? part(at, zone, SHORT),
  date_long_pretty: (at, zone) => nearby(at, zone) ?? part(at, zone, LONG),
  time: clock,
  time_secs: (at, zone) => part(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

// `format` as in the markup; a word that Slack does not know stays.
export function written(epoch, format, zone) {
  const moment = new Date(Number(epoch) * 1000);
  if (Number.isNaN(moment.getTime())) return null;
  return format.replace(/\{(\w+)\}/g, (whole, name) => FORMATS[name]?.(moment, zone) ?? whole);
}
