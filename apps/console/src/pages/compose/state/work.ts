import type { Draft } from "@safepassage/api";
import type { Body, Evaluation, Group } from "@safepassage/schema";

/** A draft while somebody writes it. Parts may be missing, and values unfinished. */
export interface Work {
  readonly head: WorkHead;
  readonly groups: readonly WorkGroup[];
  readonly consents: readonly WorkConsent[];
  readonly necessity: readonly WorkReason[];
  readonly urgency: { readonly level: string; readonly ground: string };
  readonly conditions: readonly string[];
  /** Why it goes by this channel, where law asks for another: a code of the list `channel_ground`. */
  readonly channelGround: string;
  /** Of the message that this one goes on with, where it is begun here: its persons, as this one names them, and its legal bases. */
  readonly answered?: {
    readonly persons: readonly WorkGroup[];
    readonly legalBases: readonly string[];
    /** What is known already of a message that goes on with it, by the kind of that message. */
    readonly values: Readonly<Record<string, KnownValues>>;
  };
  /** What this page does not change, kept as it came. */
  readonly rest: Pick<Draft, "case" | "people" | "sources"> & {
    readonly clear: Readonly<Record<string, unknown>>;
    readonly private: Readonly<Record<string, unknown>>;
  };
}

/** Values that a message takes from the one that it goes on with. */
export type KnownValues = readonly { readonly f: string; readonly v: unknown }[];

/** Who gets it, and on which ground. Of a message that goes on with another the first three are known from that one. */
export interface WorkHead {
  readonly inReplyTo?: string | undefined;
  readonly recipient?: string | undefined;
  readonly purpose?: string | undefined;
  readonly agreement?: string | undefined;
  readonly messageType?: string | undefined;
  readonly legalBases: readonly string[];
}

/** One entry of the case: a person, a need, a way of contact. */
export interface WorkGroup {
  readonly gid: string;
  readonly kind: string;
  readonly links: readonly string[];
  readonly meta?: Evaluation;
  /** Members that stand beside the leaves, such as `ledCategory`. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly leaves: readonly WorkLeaf[];
}

/** One value. */
export interface WorkLeaf {
  /** Names it on this page, whatever stands before it. */
  readonly key: string;
  readonly f: string;
  /** `undefined` until something is filled in. */
  readonly v: unknown;
  readonly nature?: Evaluation["nature"];
}

/** A consent of a person, as the agency's record has it. */
export interface WorkConsent {
  /** Id of the group of that person. */
  readonly subject: string;
  readonly record: Readonly<Record<string, unknown>>;
  /** What the case system has stated beside it, kept as it came: less than the record's scope, and its own reference. */
  readonly stated: Pick<DraftConsent, "scope" | "ref">;
}

type DraftConsent = NonNullable<Draft["consents"]>[number];

/** Why one field is needed. */
export interface WorkReason {
  /** `gid/field`. */
  readonly path: string;
  readonly reason: string;
}

export const EMPTY_WORK: Work = {
  head: { legalBases: [] },
  groups: [],
  consents: [],
  necessity: [],
  urgency: { level: "routine", ground: "none" },
  conditions: [],
  channelGround: "none",
  rest: { clear: {}, private: {} },
};

/** Takes a draft apart, as the API has it. */
export function toWork(draft: Draft): Work {
  const { recipient, purpose, agreement, messageType, legalBases, inReplyTo } = draft;
  const {
    [NECESSITY]: necessity = [],
    [URGENCY]: urgency = EMPTY_WORK.urgency,
    ...restPrivate
  } = draft.private ?? {};
  const {
    [CONDITIONS]: conditions = [],
    [CHANNEL_GROUND]: channelGround = EMPTY_WORK.channelGround,
    ...restClear
  } = draft.clear ?? {};
  const { case: ownCase, people, sources } = draft;
  return {
    head: { recipient, purpose, agreement, messageType, legalBases, inReplyTo },
    groups: Object.entries(draft.body as Body).map(toGroup),
    consents: (draft.consents ?? []).map(({ subject, record, ...stated }) => {
      return { subject, record, stated };
    }),
    necessity: necessity as Work["necessity"],
    urgency: urgency as Work["urgency"],
    conditions: conditions as Work["conditions"],
    channelGround: channelGround as Work["channelGround"],
    rest: {
      ...{ clear: restClear, private: restPrivate },
      ...(ownCase !== undefined && { case: ownCase }),
      ...(people !== undefined && { people }),
      ...(sources !== undefined && { sources }),
    },
  };
}

/** A draft that can be sent to the gateway, and where each of its values stands on the page. */
export interface Written {
  readonly draft: Draft;
  /** Keys of the leaves, by group id and index in the draft: unfinished values are left out of it. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** What has still to be chosen, in the order of the page. */
export function missingOf(head: WorkHead): readonly HeadPart[] {
  const asked = HEAD_PARTS.slice(head.inReplyTo === undefined ? 0 : PARTS_OF_PLACE);
  return asked.filter((part) =>
    part === "bases" ? head.legalBases.length === 0 : head[part] === undefined,
  );
}

/** What has still to be filled in of the consents before anybody can say what will leave, in the order of the page. */
export function unfilledOf({
  consents,
  groups,
}: Pick<Work, "consents" | "groups">): readonly ConsentPart[] {
  const ids = new Set(groups.map(({ gid }) => gid));
  const stated = consents.filter(({ subject }) => ids.has(subject));
  return CONSENT_PARTS.filter((part) => stated.some((consent) => lacks(consent, part)));
}

const lacks = ({ record }: WorkConsent, part: ConsentPart): boolean =>
  !isFinished(record[MEMBERS[part]]);

/** By the name of its label in the words of this page. */
export type ConsentPart = (typeof CONSENT_PARTS)[number];

const CONSENT_PARTS = [
  "consentGivenAt",
  "consentUntil",
  "consentLanguage",
  "consentPerson",
] as const;
const MEMBERS = {
  consentGivenAt: "givenAt",
  consentUntil: "validUntil",
  consentLanguage: "language",
  consentPerson: "person",
} as const satisfies Record<ConsentPart, string>;

/** By the name of its label in the words of this page. */
export type HeadPart = (typeof HEAD_PARTS)[number];

const HEAD_PARTS = ["recipient", "purpose", "agreement", "messageType", "bases"] as const;
/** The first three: an answer has them from the message that it answers. */
const PARTS_OF_PLACE = 3;

/** Puts a draft together. `undefined` until it says for whom, for what and on which ground. */
export function toDraft(work: Work): Written | undefined {
  const { head, groups, consents, necessity, urgency, conditions, channelGround, rest } = work;
  if (missingOf(head).length > 0) return undefined;
  const { inReplyTo, recipient, purpose, agreement, messageType, legalBases } = head;
  const place = inReplyTo === undefined ? { recipient, purpose, agreement } : { inReplyTo };
  const written = groups.map((group) => [group.gid, toWritten(group)] as const);
  const stands = new Set(
    written.flatMap(([gid, { group }]) => group.leaves.map(({ f }) => `${gid}/${f}`)),
  );
  const ids = new Set(groups.map(({ gid }) => gid));
  const draft = {
    ...{ ...place, messageType, legalBases: [...legalBases] },
    body: Object.fromEntries(written.map(([gid, { group }]) => [gid, group])),
    // Left out where none is chosen: the gateway writes those that the law asks for.
    clear: {
      ...rest.clear,
      ...(conditions.length > 0 && { [CONDITIONS]: [...conditions] }),
      ...(channelGround !== EMPTY_WORK.channelGround && { [CHANNEL_GROUND]: channelGround }),
    },
    private: {
      ...rest.private,
      [NECESSITY]: necessity.filter(({ path }) => stands.has(path)),
      ...(urgency.level !== "routine" && { [URGENCY]: urgency }),
    },
    consents: consents
      .filter(({ subject }) => ids.has(subject))
      .filter((consent) => !CONSENT_PARTS.some((part) => lacks(consent, part)))
      .map(({ subject, record, stated }) => ({ subject, record: { ...record }, ...stated })),
    ...(rest.case !== undefined && { case: rest.case }),
    ...(rest.people !== undefined && { people: rest.people }),
    ...(rest.sources !== undefined && { sources: rest.sources }),
  } as Draft;
  return {
    draft,
    keys: Object.fromEntries(written.map(([gid, { keys }]) => [gid, keys])),
  };
}

function toGroup([gid, group]: readonly [string, Group]): WorkGroup {
  const { kind, links, meta, leaves, ...headers } = group;
  return {
    ...{ gid, kind, links, headers: headers as WorkGroup["headers"] },
    ...(meta !== undefined && { meta }),
    leaves: leaves.map((leaf) => ({ ...leaf, key: newKey() })),
  };
}

function toWritten({ gid: _, headers, leaves, ...group }: WorkGroup): {
  readonly group: { readonly leaves: readonly { readonly f: string }[] };
  readonly keys: readonly string[];
} {
  const finished = leaves.filter(({ v }) => isFinished(v));
  return {
    group: { ...group, ...headers, leaves: finished.map(({ key: _key, ...leaf }) => leaf) },
    keys: finished.map(({ key }) => key),
  };
}

/** Whether a value says something. What is half filled in is not sent anywhere. */
export function isFinished(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false;
  if (Array.isArray(value)) return value.length > 0 && value.every(isFinished);
  if (typeof value === "object") return Object.values(value).length > 0;
  return true;
}

/** A name for a value on this page. */
export const newKey = (): string => crypto.randomUUID();

/** A group id: 128 random bits, base64url. */
export function newGroupId(): string {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...octets))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

const NECESSITY = "private.necessity";
const URGENCY = "private.urgency";
const CONDITIONS = "env.handling.conditions";
/** The claim that states why a message goes by this channel. */
export const CHANNEL_GROUND = "env.channelGround";
