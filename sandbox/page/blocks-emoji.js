// The shortcodes that people type most; any other stays as it was written, as in Slack when it does not know one.

const EMOJI = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", ok_hand: "👌", clap: "👏", wave: "👋", pray: "🙏", muscle: "💪",
  raised_hands: "🙌", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", handshake: "🤝", eyes: "👀",
  smile: "😄", smiley: "😃", grin: "😁", grinning: "😀", slightly_smiling_face: "🙂", blush: "😊", wink: "😉", joy: "😂",
  rolling_on_the_floor_laughing: "🤣", sweat_smile: "😅", heart_eyes: "😍", thinking_face: "🤔", neutral_face: "😐",
  disappointed: "😞", cry: "😢", sob: "😭", angry: "😠", sunglasses: "😎", upside_down_face: "🙃", shrug: "🤷",
  heart: "❤️", broken_heart: "💔", star: "⭐", star2: "🌟", sparkles: "✨", fire: "🔥", tada: "🎉", rocket: "🚀", zap: "⚡",
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", no_entry: "⛔", warning: "⚠️", bulb: "💡", question: "❓",
  exclamation: "❗", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", calendar: "📆", mag: "🔍",
  link: "🔗", lock: "🔒", key: "🔑", bell: "🔔", speech_balloon: "💬", memo: "📝", pencil2: "✏️", bookmark: "🔖",
  email: "✉️", telephone_receiver: "📞", iphone: "📱", computer: "💻", tv: "📺", headphones: "🎧", video_game: "🎮",
  battery: "🔋", electric_plug: "🔌", wrench: "🔧", gear: "⚙️", package: "📦", truck: "🚚", shopping_trolley: "🛒",
  house: "🏠", office: "🏢", round_pushpin: "📍", world_map: "🗺️", sunny: "☀️", umbrella: "☔", coffee: "☕", cake: "🍰",
  red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢", trash: "🗑️",
};

export const emoji = (name) => EMOJI[name] ?? null;

export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
