/** How deep arrays and objects may lie in each other. No body of this API needs a quarter of it. */
export const MAX_JSON_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Whether a text that may be JSON nests deeper than that; told without parsing it, in one pass. */
export const isTooDeep = (text: string, maxDepth: number = MAX_JSON_DEPTH): boolean => {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (isInString) {
      if (unit === BACKSLASH) index += 1;
      else if (unit === QUOTE) isInString = false;
    } else if (unit === QUOTE) {
      isInString = true;
    } else if (OPENING.has(unit)) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (CLOSING.has(unit)) {
      depth -= 1;
    }
  }
  return false;
};
