import {
  type Body,
  EXCHANGE_TYPES,
  findField,
  findPurpose,
  type Group,
  KINDS,
} from "@safepassage/schema";
import type { Answer } from "../../../app/gateway.ts";
import { newGroup } from "./new-group.ts";
import { knownValues } from "./reply-values.ts";
import {
  EMPTY_WORK,
  isFinished,
  newKey,
  type Work,
  type WorkGroup,
  type WorkHead,
} from "./work.ts";

/**
 * Begins a message that goes on with another: it is about the same persons under the same pseudonyms, and has a place for what
 * its kind asks for. Everything else of the other message stays where it is.
 *
 * @param content - What the other message says.
 * @param messageType - Kind of the new message, such as `response`.
 * @param basesOf - What the new message rests on, of the legal bases of the other one.
 */
export function replyWork(
  content: Answer<"readContent">,
  messageType: string,
  basesOf: (head: Work["head"]) => readonly string[],
): Work {
  const { digest, message, box } = content;
  const { clear, body } = message;
  const persons = Object.entries(body as Body)
    .filter(([, { kind }]) => isPerson(kind))
    .map(toSamePerson);
  const head = {
    inReplyTo: digest,
    recipient: box === "inbox" ? clear["env.sender.agencyId"] : clear["env.recipient.agencyId"],
    purpose: clear["env.purpose"],
    agreement: clear["env.agreementRef"].id,
    messageType,
    legalBases: clear["env.legalBasis"],
  };
  const work = {
    ...EMPTY_WORK,
    head: { ...head, legalBases: basesOf(head) },
    answered: { persons, legalBases: head.legalBases, values: knownValues(content) },
  };
  return {
    ...work,
    groups: [...personsOf(work, messageType), ...askedGroups(work, persons)],
  };
}

/** Makes another kind of message of a draft: the entries that the kind before asked for go, unless somebody has filled them in. */
export function withKind(work: Work, messageType: string, legalBases: readonly string[]): Work {
  const { head, groups } = work;
  const before = askedKinds(head);
  const hadPersons = takesPersons(head.messageType ?? "");
  const persons = hadPersons ? [] : personsOf(work, messageType);
  const kept = groups.filter((group) =>
    isPerson(group.kind)
      ? takesPersons(messageType) || !isAsAnswered(work, group)
      : !(before.includes(group.kind) && isAsBegun(work, group)),
  );
  const there = new Set(kept.map(({ kind }) => kind));
  const all = [...persons, ...kept];
  const next = { ...head, messageType, legalBases };
  return {
    ...work,
    head: next,
    groups: [
      ...all,
      ...askedGroups(
        { ...work, head: next },
        all.filter(({ kind }) => isPerson(kind)),
      ).filter(({ kind }) => !there.has(kind)),
    ],
  };
}

const isPerson = (kind: string): boolean => KINDS[kind]?.person === true;

/** Whether nobody has filled in anything beside what was known. */
function isAsBegun({ head, answered }: Work, { leaves }: WorkGroup): boolean {
  const known = answered?.values[head.messageType ?? ""] ?? [];
  return leaves.every(
    ({ f, v }) => !isFinished(v) || known.some((value) => value.f === f && value.v === v),
  );
}

/** Whether a person says no more than that it is the one of the message answered. */
const isAsAnswered = ({ answered }: Work, { gid, leaves }: WorkGroup): boolean =>
  answered?.persons.some((person) => person.gid === gid) === true &&
  leaves.every(({ f }) => f === PSEUDONYM);

/** The persons of the message answered, for a kind of message that is about persons. */
const personsOf = ({ answered }: Work, messageType: string): readonly WorkGroup[] =>
  takesPersons(messageType) ? (answered?.persons ?? []) : [];

/** Whether a kind of message has a place for persons. What only names messages and places has none. */
function takesPersons(messageType: string): boolean {
  const entry = EXCHANGE_TYPES[messageType];
  return entry === undefined || entry.purposeFields || entry.allowed?.includes(PSEUDONYM) === true;
}

function toSamePerson([gid, group]: readonly [string, Group]): WorkGroup {
  const { kind, links, meta, leaves, ...headers } = group;
  return {
    ...{ gid, kind, links, headers: headers as WorkGroup["headers"] },
    ...(meta !== undefined && { meta }),
    leaves: leaves.filter(({ f }) => f === PSEUDONYM).map((leaf) => ({ ...leaf, key: newKey() })),
  };
}

/** Empty entries for the fields that the kind of message asks for. Where it is about one person, they are about that one. */
function askedGroups(
  { head, answered }: Pick<Work, "head" | "answered">,
  persons: readonly WorkGroup[],
): readonly WorkGroup[] {
  const known = answered?.values[head.messageType ?? ""] ?? [];
  const isKnown = new Set(known.map(({ f }) => f));
  const fields = askedFields(head).filter((f) => !isKnown.has(f));
  const values = [...known, ...fields.map((f) => ({ f, v: undefined }))];
  return askedKinds(head).map((kind) => {
    const about = persons.filter((person) => KINDS[kind]?.links.to.includes(person.kind));
    return {
      ...newGroup(kind, about.length === 1 ? about.map(({ gid }) => gid) : []),
      leaves: values
        .filter(({ f }) => findField(f)?.group === kind)
        .map((value) => ({ key: newKey(), ...value })),
    };
  });
}

/** Kinds of entries whose fields a kind of message asks for. */
function askedKinds(head: Head): readonly string[] {
  const kinds = [...new Set(askedFields(head).flatMap((id) => findField(id)?.group ?? []))];
  return kinds.filter((kind) => KINDS[kind] !== undefined && !isPerson(kind));
}

/**
 * Fields that a kind of message asks for: in every purpose, and in this one. Where a purpose lets it say a few things only, as what was done
 * about a warning, they are what it is written for.
 */
function askedFields({ purpose, messageType = "" }: Head): readonly string[] {
  const own = purpose === undefined ? undefined : findPurpose(purpose)?.perType[messageType];
  return [
    ...(own?.purposeFields === false ? (own.allowed ?? []) : []),
    ...(EXCHANGE_TYPES[messageType]?.required ?? []),
    ...(own?.required ?? []),
  ];
}

type Head = Pick<WorkHead, "purpose" | "messageType">;

const PSEUDONYM = "subject.pseudonym";
