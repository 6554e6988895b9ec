import type { MessageView, ReadMessage } from "./message-view.ts";
import type { Claims, Need, RequiredClaim } from "./rule.ts";
import type { ValidationInput } from "./validation-input.ts";

/**
 * Which messages a part of a rule is about. All that is named must hold. A part that is not about a
 * message is not asked, and lacks nothing either.
 *
 * Data, not code: of many rules few are about one message, and which they are is worked out once
 * for all messages alike.
 */
export interface Scope {
  /** Claims, each with one of these values. A claim that is missing leaves nothing out. */
  readonly claims?: { readonly [C in TextClaim]?: ReadonlySet<string> };
  /** Claims that are there and, if they are lists, not empty. */
  readonly holds?: readonly (keyof Claims)[];
  /** The message has a group of one of these kinds. */
  readonly kinds?: readonly string[];
  /** The message has one of these fields, sound or not. */
  readonly fields?: readonly string[];
  /** Something happened to the message. What, the part looks at itself. */
  readonly events?: true;
}

type TextClaim = {
  [C in RequiredClaim]: Claims[C] extends string ? C : never;
}[RequiredClaim];

/** Everything that the scopes of some rules look at, each once. */
export interface Traits {
  readonly claims: readonly TextClaim[];
  readonly holds: readonly (keyof Claims)[];
  readonly kinds: readonly string[];
  readonly fields: readonly string[];
}

/** What the scopes look at. */
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

/** The same for two messages that no scope can tell apart. */
export function keyOf(traits: Traits, read: ReadMessage, { history }: ValidationInput): string {
  const { view, claims } = read;
  let key = hasEvents(history) ? "events" : "";
  for (const claim of traits.claims) key += ` ${claims[claim]}`;
  for (let place = 0; place < traits.kinds.length; place++) {
    if (hasKind(view, traits.kinds[place] as string)) key += ` k${place}`;
  }
  for (let place = 0; place < traits.holds.length; place++) {
    if (isHeld(claims[traits.holds[place] as string])) key += ` h${place}`;
  }
  for (let place = 0; place < traits.fields.length; place++) {
    if (hasField(view, traits.fields[place] as string)) key += ` f${place}`;
  }
  return key;
}

/** Whether a part with this scope has nothing to say about a message. */
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
