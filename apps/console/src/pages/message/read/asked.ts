import { type Body, type Group, KINDS } from "@safepassage/schema";
import { inOrder } from "../../case/in-order.ts";
import type { Content, Message } from "../facts/queries.ts";

/** What a request asks, as far as its content says it. */
export interface Asked {
  /** Ids of the entries that it is about: its persons, or what else it names where it is about no person. */
  readonly about: readonly string[];
  /** Coded values that say what is wanted. None: the entries alone say what it is about. */
  readonly wanted: readonly { readonly field: string; readonly code: string }[];
  /** By when the answer is due, as an instant. */
  readonly by: string | undefined;
  /** Whether the asker believes that the information can be reached directly. */
  readonly access: "direct" | "indirect" | undefined;
}

/** Reads out of a request what it asks. `undefined` for every other message. */
export function askedIn(
  { message: { clear, body } }: Pick<Content, "message">,
  { answerClock }: Pick<Message, "answerClock">,
): Asked | undefined {
  if (clear["env.messageType"] !== "request") return undefined;
  const values = Object.values(body as Body).flatMap(({ leaves }) => leaves);
  const textOf = (field: string): string | undefined => {
    const value = values.find(({ f }) => f === field)?.v;
    return typeof value === "string" ? value : undefined;
  };
  const access = textOf("request.accessibility");
  return {
    about: aboutWhat(body),
    wanted: values.flatMap(({ f, v }) =>
      WANTED.has(f) && typeof v === "string" ? [{ field: f, code: v }] : [],
    ),
    by: answerClock?.by ?? textOf("deadline.at"),
    access: access === "direct" || access === "indirect" ? access : undefined,
  };
}

function aboutWhat(body: Body): readonly string[] {
  const entries = inOrder<Group>(body);
  const persons = entries.filter(([, { kind }]) => KINDS[kind]?.person === true);
  const things = entries.filter(([, { kind }]) => !OF_THE_ASKING.has(kind));
  return (persons.length > 0 ? persons : things).map(([gid]) => gid);
}

/** Fields whose codes say what is wanted, by the catalogue. */
const WANTED: ReadonlySet<string> = new Set([
  "evidence.measure",
  "evidence.category",
  "match.setClass",
  "match.searchKind",
]);
/** Kinds of entry that say how it is asked, and not about what. */
const OF_THE_ASKING: ReadonlySet<string> = new Set([
  "deadline",
  "request",
  "contact",
  "assessment",
]);
