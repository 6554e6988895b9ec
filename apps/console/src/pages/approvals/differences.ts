import type { Draft } from "@safepassage/api";
import { sameJson } from "@safepassage/policy";
import type { Body } from "@safepassage/schema";
import type { Answer } from "../../app/gateway.ts";

/** A draft as an approver has seen it. */
export interface SeenDraft {
  readonly draft: Draft;
  readonly preview: Pick<Answer<"preview">, "draft" | "approval">;
}

/** What is no longer as it was seen. */
export interface Differences {
  /** Parts of the draft beside its values. */
  readonly parts: readonly Part[];
  /** Values of the case. */
  readonly asked: readonly ChangedValue[];
  /** Values that leave. */
  readonly leaving: readonly ChangedValue[];
  /** Whether something else of what is approved differs, such as the version of the agreement. */
  readonly isOther: boolean;
}

/** Whether nothing is different. */
export const isNone = ({ parts, asked, leaving, isOther }: Differences): boolean =>
  parts.length + asked.length + leaving.length === 0 && !isOther;

/** A field of an entry with its values before and after. None: it was not there, or is gone. */
export interface ChangedValue {
  /** `gid/field`. */
  readonly path: string;
  readonly gid: string;
  readonly kind: string;
  readonly field: string;
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
}

export type Part = keyof typeof PARTS;

/** Compares a draft with what was seen of it before. */
export function differencesOf(before: SeenDraft, after: SeenDraft): Differences {
  const parts = (Object.keys(PARTS) as Part[]).filter(
    (name) => !isSame(PARTS[name](before.draft), PARTS[name](after.draft)),
  );
  const asked = changedIn(before.draft.body as Body, after.draft.body as Body);
  const leaving = changedIn(before.preview.draft.body, after.preview.draft.body);
  const isAlike = parts.length + asked.length + leaving.length === 0;
  const isOther = isAlike && before.preview.approval?.digest !== after.preview.approval?.digest;
  return { parts, asked, leaving, isOther };
}

function changedIn(before: Body, after: Body): readonly ChangedValue[] {
  const was = valuesOf(before);
  const is = valuesOf(after);
  const paths = [...new Set([...was.keys(), ...is.keys()])];
  return paths.flatMap((path) => {
    const [old, young] = [was.get(path), is.get(path)];
    const place = young ?? old;
    if (place === undefined || isSame(old?.compared, young?.compared)) return [];
    const { gid, kind, field } = place;
    return [{ path, gid, kind, field, before: old?.values ?? [], after: young?.values ?? [] }];
  });
}

interface Placed {
  readonly gid: string;
  readonly kind: string;
  readonly field: string;
  readonly values: unknown[];
  /** The values with what is said of each beside it. */
  readonly compared: unknown[];
}

/** All values of a body by `gid/field`, with the members that stand beside them and the entries that each is about. */
function valuesOf(body: Body): ReadonlyMap<string, Placed> {
  const found = new Map<string, Placed>();
  for (const [gid, { kind, leaves, links, meta, ...headers }] of Object.entries(body)) {
    const add = (field: string, value: unknown, beside?: unknown): void => {
      const path = `${gid}/${field}`;
      const placed = found.get(path) ?? { gid, kind, field, values: [], compared: [] };
      placed.values.push(value);
      placed.compared.push([value, beside ?? null]);
      found.set(path, placed);
    };
    for (const [name, value] of Object.entries(headers)) add(`subject.${name}`, value);
    for (const { f, v, nature } of leaves) add(f, v, nature);
    add(LINKS, links);
    if (meta !== undefined) add(META, meta);
  }
  return found;
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || sameJson((one ?? null) as never, (other ?? null) as never);

/** Stand for the entries that an entry is about, and for its evaluation. They are no fields. */
export const LINKS = "links";
export const META = "meta";

/** Each part of a draft that is not a value of the case. */
const PARTS = {
  recipient: ({ recipient }) => recipient,
  purpose: ({ purpose }) => purpose,
  messageType: ({ messageType }) => messageType,
  agreement: ({ agreement }) => agreement,
  legalBases: ({ legalBases }) => legalBases,
  consents: ({ consents }) => consents ?? [],
  clear: ({ clear }) => clear ?? {},
  private: ({ private: hidden }) => hidden ?? {},
  case: ({ case: ofCase, people, sources }) => [ofCase, people, sources].map((one) => one ?? null),
} as const satisfies Readonly<Record<string, (draft: Draft) => unknown>>;
