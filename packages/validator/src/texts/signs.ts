/** Kinds of identifier that a text looks like where it should be a name, a handle or a word. */
export const SIGN_NAMES = ["EMAIL", "MRZ", "IBAN", "CARD", "COORDINATES", "IP", "NUMBER"] as const;
export type Sign = (typeof SIGN_NAMES)[number];

/**
 * Finds an identifier written in place of a word, by its check digit if it has one, otherwise by its form.
 *
 * @see ISO 13616 (IBAN), ISO/IEC 7812-1 (cards), ICAO Doc 9303-3 (MRZ), ITU-T E.164
 */
export function findSign(text: string): Sign | undefined {
  return SIGNS.find(([, looksSo]) => looksSo(text))?.[0];
}

const SIGNS: readonly (readonly [Sign, (text: string) => boolean])[] = [
  ["EMAIL", (text) => /[^\s@]@[^\s@]+\.[a-z]{2,}/i.test(text)],
  ["MRZ", (text) => /[A-Z0-9<]{2,}<<[A-Z0-9<]{5,}/.test(text) || hasMrzNumber(text)],
  ["IBAN", hasIban],
  ["CARD", (text) => numbersIn(text).some((run) => run.length >= 13 && isLuhn(run))],
  ["COORDINATES", (text) => /-?\d{1,2}\.\d{3,}[^\d.]{1,3}-?\d{1,3}\.\d{3,}/.test(text)],
  ["IP", hasIp],
  ["NUMBER", (text) => numbersIn(text).some((run) => run.length >= NUMBER)],
];

/** Finds runs of digits, joined across the separators that people write between groups. */
function numbersIn(text: string): readonly string[] {
  return (text.match(/\d(?:[ .\-/()]{0,2}\d)+/g) ?? []).map((run) => run.replace(/\D/g, ""));
}

function hasIban(text: string): boolean {
  const compact = text.toUpperCase().replace(/[ .-]/g, "");
  return (compact.match(/[A-Z]{2}\d{2}[A-Z0-9]{11,30}/g) ?? []).some(isIban);
}

/** Whether a text begins with an IBAN, which another word may follow. */
function isIban(text: string): boolean {
  for (let end = text.length; end >= 15; end--) {
    if (remainder(text.slice(4, end) + text.slice(0, 4)) === 1) return true;
  }
  return false;
}

function remainder(text: string): number {
  let rest = 0;
  for (const sign of text) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

function isLuhn(digits: string): boolean {
  if (digits.length > 19 || /^0+$/.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Whether a text has a passport's second line: number, nationality, birth and expiry, with check digits. */
function hasMrzNumber(text: string): boolean {
  const match = /([A-Z0-9<]{9})(\d)[A-Z<]{3}(\d{6})(\d)[MFX<](\d{6})(\d)/.exec(text);
  if (match === null) return false;
  const [, number = "", check, birth = "", checkBirth, expiry = "", checkExpiry] = match;
  return (
    checkDigit(number) === Number(check) &&
    checkDigit(birth) === Number(checkBirth) &&
    checkDigit(expiry) === Number(checkExpiry)
  );
}

function checkDigit(text: string): number {
  return [...text].reduce((sum, sign, place) => {
    const value = sign === "<" ? 0 : Number.parseInt(sign, 36);
    return (sum + value * (WEIGHTS[place % 3] as number)) % 10;
  }, 0);
}

function hasIp(text: string): boolean {
  const four = text.match(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g) ?? [];
  if (four.some((one) => one.split(".").every((part) => Number(part) <= 255))) return true;
  return /(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})/i.test(text);
}

const WEIGHTS = [7, 3, 1];
/** Number of digits from which a number may identify somebody: a telephone, a document, an account. */
const NUMBER = 9;
