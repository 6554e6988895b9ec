/**
 * Whether a JSON text is visibly compact: no white space between tokens, no escapes, only short whole
 * numbers, and no member name that begins with a digit.
 *
 * `JSON.stringify` would write the parsed value as exactly this text, so only the order of members
 * remains to be compared with the canonical form (RFC 8785). A text for which this returns false may
 * still be canonical: write the value and compare.
 *
 * @param text - A text that `parseJson` accepted; for any other the answer is meaningless.
 */
export function isCompactJson(text: string): boolean {
  if (text.includes("\\")) return false;
  let digits = 0;
  let name = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code)) {
      digits++;
      if (digits > MAX_DIGITS) return false;
      continue;
    }
    // Outside strings, letters belong to true, false and null, or after a digit to an exponent.
    if (isLetter(code)) {
      if (digits > 0) return false;
      continue;
    }
    digits = 0;
    if (code === QUOTE) {
      name = i + 1;
      i = text.indexOf('"', name);
    } else if (code === COLON) {
      // Engines move integer-like names to the front, so the written order would differ.
      if (isDigit(text.charCodeAt(name))) return false;
    } else if (!STRUCTURE.includes(code)) return false;
  }
  return true;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;
/** Every whole number of at most this many digits is written by a double with the same digits. */
const MAX_DIGITS = 15;
const QUOTE = 0x22;
const COLON = 0x3a;
/** `[`, `]`, `{`, `}` and `,`. */
const STRUCTURE: readonly number[] = [0x5b, 0x5d, 0x7b, 0x7d, 0x2c];
