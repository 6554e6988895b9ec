import { type Body, findField, type Group } from "@safepassage/schema";
import type { Content } from "../facts/queries.ts";

/** Kinds of messages that are about other messages, and name them by digest. */
const NAMING = ["alertCancellation", "correction", "qualityNotice", "recall"] as const;
export type NamingType = (typeof NAMING)[number];

/** What one entry of such a message says about another one. */
export interface Named {
  readonly gid: string;
  /** Digests, each once. */
  readonly messages: readonly string[];
  /** The places in it. `kind` is that of the entry in which the field stands. */
  readonly places: readonly { readonly kind: string; readonly field: string }[];
  /** What shall stand there. */
  readonly values: readonly unknown[];
  /** Codes that say why and what to do, by the field that states them. */
  readonly codes: readonly { readonly field: string; readonly code: string }[];
}

/** What a message says about others, and what it says besides. */
export interface Naming {
  readonly type: NamingType;
  readonly named: readonly Named[];
  readonly rest: Body;
}

/** Takes out of a message what it says about others. `undefined` where it is of another kind, or says it in another form. */
export function namingIn({
  message: { clear, body },
}: Pick<Content, "message">): Naming | undefined {
  const type = NAMING.find((one) => one === clear["env.messageType"]);
  if (type === undefined) return undefined;
  const entries = Object.entries(body);
  const named = entries.flatMap(([gid, group]) =>
    TARGETS.has(group.kind) ? [read(gid, group)] : [],
  );
  const isWhole = named.length > 0 && named.every(({ messages }) => messages.length > 0);
  if (!isWhole) return undefined;
  const rest = Object.fromEntries(entries.filter(([, { kind }]) => !TARGETS.has(kind)));
  return { type, named, rest };
}

function read(gid: string, { kind, leaves }: Group): Named {
  const target = TARGETS.get(kind);
  const targets = leaves.filter(({ f }) => f === target).map(({ v }) => targetOf(v));
  const places = targets.flatMap(({ path = "" }) => placeOf(path));
  const codes = leaves.flatMap(({ f, v }) =>
    f !== target && f !== VALUE && typeof v === "string" ? [{ field: f, code: v }] : [],
  );
  return {
    ...{ gid, places, codes },
    messages: [...new Set(targets.flatMap(({ message }) => message ?? []))],
    values: leaves.filter(({ f }) => f === VALUE).map(({ v }) => v),
  };
}

interface Target {
  readonly message?: string;
  readonly path?: string;
}

const targetOf = (value: unknown): Target =>
  typeof value === "string" ? { message: value } : ((value ?? {}) as Target);

function placeOf(path: string): Named["places"] {
  const field = path.slice(path.indexOf("/") + 1);
  const kind = findField(field)?.group;
  return kind === undefined || kind === null ? [] : [{ kind, field }];
}

/** The field that names a message, by the kind of entry. */
const TARGETS: ReadonlyMap<string, string> = new Map([
  ["cancellation", "cancellation.target"],
  ["correction", "correction.target"],
  ["recall", "recall.target"],
]);
const VALUE = "correction.value";
