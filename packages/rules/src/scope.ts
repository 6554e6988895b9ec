import type { MessageView, ReadMessage } from "./message-view.ts";
import type { Claims, Need, RequiredClaim } from "./needs.ts";
import type { ValidationInput } from "./validation-input.ts";

/**
 * Which messages a part of a rule is about. All that is named must hold. A part that is not about a
 * message is not asked, and lacks nothing either.
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
  /** The exchange of the message was closed, or nobody knows. */
  readonly closed?: true;
}

type TextClaim = {
  [C in RequiredClaim]: Claims[C] extends string ? C : never;
}[RequiredClaim];

/** Whether a message is one that a part with this scope has something to say about. */
export function isAbout(
  { claims, holds, kinds, fields, events, closed }: Scope,
  needs: readonly Need[],
  { view, claims: sound }: ReadMessage,
  { history }: ValidationInput,
): boolean {
  for (const name in claims) {
    const value = sound[name];
    if (typeof value === "string" && claims[name as TextClaim]?.has(value) === false) return false;
  }
  if (holds !== undefined && !holds.every((name) => isHeldOrLacking(sound[name], name, needs))) {
    return false;
  }
  if (kinds !== undefined && !hasKind(view, kinds)) return false;
  if (fields !== undefined && !hasField(view, fields)) return false;
  if (closed !== undefined && history?.exchange?.every(({ closedAt }) => closedAt === undefined)) {
    return false;
  }
  return events === undefined || history === undefined || hasEvents(history);
}

function isHeldOrLacking(value: unknown, name: keyof Claims, needs: readonly Need[]): boolean {
  if (value === undefined) return needs.includes(name as Need);
  return !Array.isArray(value) || value.length > 0;
}

function hasKind({ groups }: MessageView, kinds: readonly string[]): boolean {
  for (const { kind } of groups) if (kinds.includes(kind)) return true;
  return false;
}

function hasField({ groups }: MessageView, fields: readonly string[]): boolean {
  for (const { presentFields } of groups) {
    for (const field of fields) if (presentFields.has(field)) return true;
  }
  return false;
}

function hasEvents({ event, events = [] }: NonNullable<ValidationInput["history"]>): boolean {
  return event !== null || events.length > 0;
}
