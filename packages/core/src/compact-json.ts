/**
 * Whether the text of a JSON value is visibly compact: no white space between tokens, no escapes,
 * no numbers but short whole ones, no member name that begins with a digit.
 *
 * Such a text is what `JSON.stringify` writes of the value it says, so that only the order of
 * members is left to be compared with the canonical form (RFC 8785). A text that is not compact in
 * this sense may yet be canonical: then write the value and compare.
 *
 * @param text - Accepted by `parseJson`; of any other the answer means nothing.
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
    // Letters are those of true, false and null, but for the exponent behind a digit.
    if (isLetter(code)) {
      if (digits > 0) return false;
      continue;
    }
    digits = 0;
    if (code === QUOTE) {
      name = i + 1;
      i = text.indexOf('"', name);
    } else if (code === COLON) {
      // The engine moves names that are indices to the front: then the text says another order.
      if (isDigit(text.charCodeAt(name))) return false;
    } else if (!STRUCTURE.includes(code)) return false;
  }
  return true;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;
/** Every whole number of so many digits is a double that is written in these digits. */
const MAX_DIGITS = 15;
const QUOTE = 0x22;
const COLON = 0x3a;
/** `[`, `]`, `{`, `}` and `,`. */
const STRUCTURE: readonly number[] = [0x5b, 0x5d, 0x7b, 0x7d, 0x2c];
