import { createHash } from "node:crypto";

/**
 * Puts a stand-in in the place of each text that is drawn or signed: what differs between two runs of the same script. The
 * same text has the same stand-in everywhere, so that the examples tell one story.
 *
 * @throws TypeError where the runs differ in anything else, or in the order in which they have the same things.
 */
export function withStandIns<T>(one: T, other: T): T {
  const standIns = createStandIns();
  const last: (() => void)[] = [];
  const walk = (left: unknown, right: unknown, place: string): unknown => {
    if (typeof left === "string" && typeof right === "string") {
      return standIns.ofText(left, right, place);
    }
    if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
      if (left !== right) throw new TypeError(`the runs differ at ${place}`);
      return left;
    }
    const [mine, theirs] = [Object.entries(left), Object.entries(right)];
    if (mine.length !== theirs.length) throw new TypeError(`the runs differ below ${place}`);
    if (isDrawnSet(mine, theirs)) {
      // It is sorted by what was drawn: only once the rest is known can the two be compared.
      const set: string[] = [];
      last.push(() =>
        set.push(...standIns.ofSet(Object.values(left), Object.values(right), place)),
      );
      return set;
    }
    const entries = mine.map(([name, value], index): [string, unknown] => {
      const [otherName = "", otherValue] = theirs[index] ?? [];
      const below = `${place}/${name}`;
      return [standIns.ofText(name, otherName, below), walk(value, otherValue, below)];
    });
    return Array.isArray(left) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  };
  const whole = walk(one, other, "") as T;
  for (const fill of last) fill();
  return whole;
}

/** Whether these are the members of lists of texts that were all drawn. */
function isDrawnSet(mine: readonly Member[], theirs: readonly Member[]): boolean {
  return (
    mine.length > 0 &&
    mine.every(([name, value], index) => {
      const [otherName, otherValue] = theirs[index] ?? [];
      return name === String(index) && name === otherName && isDrawn(value, otherValue);
    })
  );
}

type Member = readonly [string, unknown];

const isDrawn = (one: unknown, other: unknown): boolean =>
  typeof one === "string" && typeof other === "string" && one !== other;

function createStandIns() {
  const [known, knownOther] = [new Map<string, string>(), new Map<string, string>()];
  const of = (one: string, other: string, place: string): string => {
    const found = known.get(one);
    if (found !== knownOther.get(other)) {
      throw new TypeError(`the runs have another order at ${place}`);
    }
    const standIn = found ?? standInOf(one, known.size + 1);
    known.set(one, standIn);
    knownOther.set(other, standIn);
    return standIn;
  };
  return {
    ofText(one: string, other: string, place: string): string {
      if (one === other) return one;
      if (SIGNED.test(one)) return of(one, other, place);
      const otherParts = other.split(TOKENS);
      const parts = one.split(TOKENS).map((part, index) => {
        const otherPart = otherParts[index] ?? "";
        return part === otherPart ? part : of(part, otherPart, place);
      });
      return parts.join("");
    },
    ofSet(one: readonly string[], other: readonly string[], place: string): readonly string[] {
      const [mine, theirs] = [
        one.filter((text) => !known.has(text)),
        other.filter((text) => !knownOther.has(text)),
      ];
      if (mine.length !== theirs.length) throw new TypeError(`the runs differ at ${place}`);
      for (const [index, text] of mine.entries()) of(text, theirs[index] ?? "", place);
      return one.map((text) => known.get(text) ?? "").sort();
    },
  };
}

/** A text of the same form: what was signed is shortened, and says so. */
function standInOf(text: string, count: number): string {
  if (SIGNED.test(text)) return `shortened.token.${count}`;
  if (UUID.test(text)) return `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
  // As many octets as text of this length says, so that a strict reader takes it.
  const outputLength = Math.floor((text.length * 3) / 4);
  const hash = createHash("shake256", { outputLength }).update(`stand-in ${count}`);
  return hash.digest("base64url").padEnd(text.length, "0");
}

const SIGNED = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const TOKENS = /([\w-]{16,})/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
