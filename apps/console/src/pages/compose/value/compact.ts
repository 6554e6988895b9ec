/**
 * Takes from a typed number what people write for the eye, and what its pattern has no place for: `+999 555-01001` becomes
 * `+99955501001`. A text that is no such number stays as it was typed.
 *
 * @param pattern - Name of a pattern of the catalogue.
 */
export function compact(pattern: string, typed: string): string {
  const number = NUMBERS[pattern];
  return number?.is.test(typed) === true ? typed.replace(number.marks, "") : typed;
}

const NUMBERS: Readonly<Record<string, { readonly is: RegExp; readonly marks: RegExp }>> = {
  // The visual separators of RFC 3966, section 3, the space and the slash.
  e164: { is: /^[+\d ()./-]*$/, marks: /[ ()./-]/g },
  iban: { is: /^[A-Za-z0-9 ]*$/, marks: / /g },
};
