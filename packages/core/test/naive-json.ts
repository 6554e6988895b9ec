/** Result of {@link readNaively}. */
export type Naive =
  | null
  | boolean
  | number
  | string
  | readonly Naive[]
  | { readonly members: readonly (readonly [string, Naive])[] };

/**
 * A second reader of RFC 8259, one function for each production, written independently of the first.
 *
 * Objects are lists of members, so that no engine interprets names and repeated members are kept.
 *
 * @returns undefined for what is not JSON.
 */
export function readNaively(text: string): { readonly value: Naive } | undefined {
  const signs = text.split("");
  let next = 0;

  const ws = (): void => {
    while ([" ", "\t", "\n", "\r"].includes(signs[next] ?? "")) next++;
  };
  const literal = (word: string): void => {
    for (const sign of word) {
      if (signs[next] !== sign) throw NOT_JSON;
      next++;
    }
  };
  const hex = (): number => {
    const digit = "0123456789abcdef".indexOf((signs[next] ?? "-").toLowerCase());
    if (digit < 0) throw NOT_JSON;
    next++;
    return digit;
  };
  const char = (): string => {
    const sign = signs[next];
    if (sign === undefined || sign < " ") throw NOT_JSON;
    next++;
    if (sign !== "\\") return sign;
    const kind = signs[next];
    next++;
    if (kind === '"' || kind === "\\" || kind === "/") return kind;
    if (kind === "b") return "\u0008";
    if (kind === "f") return "\u000c";
    if (kind === "n") return "\u000a";
    if (kind === "r") return "\u000d";
    if (kind === "t") return "\u0009";
    if (kind !== "u") throw NOT_JSON;
    return String.fromCharCode(hex() * 4096 + hex() * 256 + hex() * 16 + hex());
  };
  const string = (): string => {
    literal('"');
    let result = "";
    while (signs[next] !== '"') result += char();
    literal('"');
    return result;
  };
  const digits = (): void => {
    if (!isDigit(signs[next])) throw NOT_JSON;
    while (isDigit(signs[next])) next++;
  };
  const number = (): number => {
    const start = next;
    if (signs[next] === "-") next++;
    if (signs[next] === "0") next++;
    else digits();
    if (signs[next] === ".") {
      next++;
      digits();
    }
    if (signs[next] === "e" || signs[next] === "E") {
      next++;
      if (signs[next] === "+" || signs[next] === "-") next++;
      digits();
    }
    return Number(text.slice(start, next));
  };
  const member = (): readonly [string, Naive] => {
    ws();
    const name = string();
    ws();
    literal(":");
    return [name, value()];
  };
  const list = <T>(begin: string, end: string, item: () => T): T[] => {
    literal(begin);
    ws();
    const items: T[] = [];
    if (signs[next] !== end) {
      items.push(item());
      while (signs[next] === ",") {
        literal(",");
        items.push(item());
      }
    }
    literal(end);
    return items;
  };
  const something = (): Naive => {
    const sign = signs[next];
    if (sign === "{") return { members: list("{", "}", member) };
    if (sign === "[") return list("[", "]", value);
    if (sign === '"') return string();
    for (const [word, meaning] of WORDS) {
      if (sign === word[0]) {
        literal(word);
        return meaning;
      }
    }
    return number();
  };
  const value = (): Naive => {
    ws();
    const result = something();
    ws();
    return result;
  };

  try {
    const result = value();
    return next === signs.length ? { value: result } : undefined;
  } catch (error) {
    if (error !== NOT_JSON) throw error;
    return undefined;
  }
}

/**
 * The code with which the strict reader must refuse a text, or undefined. If several apply, any counts.
 */
export function refusalsOf(value: Naive): readonly string[] {
  if (typeof value === "string") return textRefusals(value);
  if (typeof value === "number") return Number.isFinite(value) ? [] : ["JSON_BAD_NUMBER"];
  if (value === null || typeof value === "boolean") return [];
  if (!("members" in value)) return value.flatMap(refusalsOf);

  const names = value.members.map(([name]) => name);
  return [
    ...(names.some((name, i) => names.indexOf(name) < i) ? ["JSON_DUPLICATE_MEMBER"] : []),
    ...(names.includes("__proto__") ? ["JSON_FORBIDDEN_MEMBER"] : []),
    ...names.flatMap(textRefusals),
    ...value.members.flatMap(([, member]) => refusalsOf(member)),
  ];
}

/** The same value with ordinary objects. Only for values that need not be refused. */
export function toPlain(value: Naive): unknown {
  if (value === null || typeof value !== "object") return value;
  if (!("members" in value)) return value.map(toPlain);
  return Object.fromEntries(value.members.map(([name, member]) => [name, toPlain(member)]));
}

function textRefusals(text: string): readonly string[] {
  return text.isWellFormed() ? [] : ["JSON_BAD_TEXT"];
}

function isDigit(sign: string | undefined): boolean {
  return sign !== undefined && sign >= "0" && sign <= "9";
}

const NOT_JSON = new Error("not JSON");
const WORDS: readonly (readonly [string, null | boolean])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
];
