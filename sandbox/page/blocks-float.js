// Puts something that floats above the page beside what it belongs to: below it, or above when there is more room.

const GAP = 4;
const MARGIN = 8;

export function place(float, anchor) {
  const at = anchor.getBoundingClientRect();
  const below = innerHeight - at.bottom - MARGIN;
  const above = at.top - MARGIN;
  const upwards = below < Math.min(float.scrollHeight, 240) && above > below;
  float.style.maxHeight = `${Math.max(96, Math.min(320, (upwards ? above : below) - GAP))}px`;
  float.style.minWidth = `${at.width}px`;
  float.style.maxWidth = `${innerWidth - 2 * MARGIN}px`;
  const left = Math.max(MARGIN, Math.min(at.left, innerWidth - float.offsetWidth - MARGIN));
  float.style.left = `${left}px`;
  float.style.top = upwards ? `${at.top - GAP - float.offsetHeight}px` : `${at.bottom + GAP}px`;
}
