// What was entered in a surface and not yet sent: as the stand-in takes it, and as blocks show it again.

const STATES = {
  static_select: "selected_option", external_select: "selected_option", radio_buttons: "selected_option",
  multi_static_select: "selected_options", multi_external_select: "selected_options", checkboxes: "selected_options",
  users_select: "selected_user", multi_users_select: "selected_users",
  channels_select: "selected_channel", multi_channels_select: "selected_channels",
  conversations_select: "selected_conversation", multi_conversations_select: "selected_conversations",
  datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time",
};

function optionOf(element, value) {
  if (typeof value !== "string") return value;
  const options = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
  return options.find((one) => one.value === value) ?? null;
}

// The element's state after `value` was entered, as in `view.state.values`.
export function stateOf(element, value) {
  const name = STATES[element.type] ?? "value";
  if (!name.startsWith("selected_option")) return { [name]: value };
  return { [name]: Array.isArray(value) ? value.map((one) => optionOf(element, one)) : optionOf(element, value) };
}

// Values by block and action, kept in this tab so that a page that was closed in the middle loses nothing.
export class Typed {
  constructor(place) {
    this.place = `sandbox.slack.typed.${place}`;
    this.values = this.stored();
  }

  stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.place)) ?? {};
    } catch {
      return {};
    }
  }

  get(block, action) { return this.values[block]?.[action]; }

  has(block, action) { return this.values[block] !== undefined && action in this.values[block]; }

  set(block, action, value) {
    (this.values[block] ??= {})[action] = value;
    this.keep();
  }

  // Only inputs that still stand keep what was typed into them.
  only(blocks) {
    const standing = new Map(blocks.map((block) => [block.block_id, new Set(actionsOf(block))]));
    for (const [block, fields] of Object.entries(this.values)) {
      for (const action of Object.keys(fields)) if (!standing.get(block)?.has(action)) delete fields[action];
      if (!Object.keys(fields).length) delete this.values[block];
    }
    this.keep();
  }

  keep() {
    try {
      sessionStorage.setItem(this.place, JSON.stringify(this.values));
    } catch {
      // Without storage it is kept as long as the page is open.
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.place);
    } catch {
      // There was nothing to forget.
    }
  }
}

function actionsOf(block) {
  return [...(block.elements ?? []), block.accessory, block.element].filter(Boolean).map((one) => one.action_id);
}
