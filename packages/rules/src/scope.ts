import type { MessageView, ReadMessage } from "./message-view.ts";
import type { Claims, Need, RequiredClaim } from "./rule.ts";
import type { ValidationInput } from "./validation-input.ts";

/**
 * The messages to which a part of a rule applies. All named conditions must hold. A part that does not
 * apply is not asked, and cannot lack anything.
 *
 * Scopes are data, not code, so that the few rules that apply are found once for all similar messages.
 */
export interface Scope {
  /** Claims, each with one of these values. A missing claim excludes nothing. */
  readonly claims?: { readonly [C in TextClaim]?: ReadonlySet<string> };
  /** Claims that must be present and, if lists, not empty. */
  readonly holds?: readonly (keyof Claims)[];
  /** The message has a group of one of these kinds. */
  readonly kinds?: readonly string[];
  /** The message has one of these fields, well-formed or not. */
  readonly fields?: readonly string[];
  /** An event concerns the message. The part itself checks which. */
  readonly events?: true;
}

type TextClaim = {
  [C in RequiredClaim]: Claims[C] extends string ? C : never;
}[RequiredClaim];

/** Everything that the scopes of a set of rules look at, each once. */
export interface Traits {
  readonly claims: readonly TextClaim[];
  readonly holds: readonly (keyof Claims)[];
  readonly kinds: readonly string[];
  readonly fields: readonly string[];
}

/** Collects what scopes look at. */
export function traitsOf(scopes: readonly (Scope | undefined)[]): Traits {
  const known = scopes.filter((scope) => scope !== undefined);
  const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];
  return {
    claims: unique(known.flatMap(({ claims = {} }) => Object.keys(claims) as TextClaim[])),
    holds: unique(known.flatMap(({ holds = [] }) => holds)),
    kinds: unique(known.flatMap(({ kinds = [] }) => kinds)),
    fields: unique(known.flatMap(({ fields = [] }) => fields)),
  };
}

/** What scopes and needs found out about a message: texts, and yes/no answers as bits. */
export type Signature = readonly (string | number | undefined)[];

/** Adds to a signature everything by which scopes distinguish messages. */
export function addTraits(
  signature: (string | number | undefined)[],
  { claims: names, holds, kinds, fields }: Traits,
  { view, claims }: ReadMessage,
  { history }: ValidationInput,
): void {
  signature.push(hasEvents(history) ? 1 : 0);
  addAnswers(signature, kinds, (kind) => hasKind(view, kind));
  addAnswers(signature, holds, (claim) => isHeld(claims[claim]));
  addAnswers(signature, fields, (field) => hasField(view, field));
  for (const name of names) signature.push(claims[name] as string | undefined);
}

/** Adds one bit for each item, 30 to a number. */
export function addAnswers<T>(
  signature: (string | number | undefined)[],
  items: readonly T[],
  isSo: (item: T) => boolean,
): void {
  let bits = 0;
  for (let place = 0; place < items.length; place++) {
    if (place > 0 && place % 30 === 0) {
      signature.push(bits);
      bits = 0;
    }
    bits = (bits << 1) | (isSo(items[place] as T) ? 1 : 0);
  }
  signature.push(bits);
}

/** Whether this scope excludes a message. */
export function leavesOut(
  { claims = {}, holds = [], kinds, fields, events }: Scope,
  needs: readonly Need[],
  read: ReadMessage,
  { history }: ValidationInput,
): boolean {
  return (
    Object.entries(claims).some(([name, values]) => {
      const value = read.claims[name];
      return typeof value === "string" && !values.has(value);
    }) ||
    holds.some((name) => {
      const value = read.claims[name];
      const isLacking = value === undefined && needs.includes(name as Need);
      return !isLacking && !isHeld(value);
    }) ||
    (kinds !== undefined && !kinds.some((kind) => hasKind(read.view, kind))) ||
    (fields !== undefined && !fields.some((field) => hasField(read.view, field))) ||
    (events === true && history !== undefined && !hasEvents(history))
  );
}

const isHeld = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined;

function hasKind({ groups }: MessageView, kind: string): boolean {
  for (const group of groups) if (group.kind === kind) return true;
  return false;
}

function hasField({ groups }: MessageView, field: string): boolean {
  for (const { presentFields } of groups) if (presentFields.has(field)) return true;
  return false;
}

function hasEvents(history: ValidationInput["history"]): boolean {
  return history !== undefined && (history.event !== null || (history.events ?? []).length > 0);
}
