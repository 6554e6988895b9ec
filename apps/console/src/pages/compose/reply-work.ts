import { type Body, EXCHANGE_TYPES, findField, type Group, KINDS } from "@safepassage/schema";
import type { Answer } from "../../app/gateway.ts";
import { EMPTY_WORK, isFinished, newGroupId, newKey, type Work, type WorkGroup } from "./work.ts";

/**
 * Begins a message that goes on with another: it is about the same persons under the same pseudonyms, and has a place for what
 * its kind asks for. Everything else of the other message stays where it is.
 *
 * @param content - What the other message says.
 * @param messageType - Kind of the new message, such as `response`.
 * @param basesOf - What the new message rests on, of the legal bases of the other one.
 */
export function replyWork(
  { digest, message, box }: Answer<"readContent">,
  messageType: string,
  basesOf: (head: Work["head"]) => readonly string[],
): Work {
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
    answered: { persons, legalBases: head.legalBases },
  };
  return {
    ...work,
    groups: [...personsOf(work, messageType), ...askedGroups(messageType, persons)],
  };
}

/** Makes another kind of message of a draft: the entries that the kind before asked for go, unless somebody has filled them in. */
export function withKind(work: Work, messageType: string, legalBases: readonly string[]): Work {
  const { head, groups } = work;
  const before = askedKinds(head.messageType ?? "");
  const hadPersons = takesPersons(head.messageType ?? "");
  const persons = hadPersons ? [] : personsOf(work, messageType);
  const kept = groups.filter((group) =>
    isPerson(group.kind)
      ? takesPersons(messageType) || !isAsAnswered(work, group)
      : !(before.includes(group.kind) && isBlank(group)),
  );
  const there = new Set(kept.map(({ kind }) => kind));
  const all = [...persons, ...kept];
  return {
    ...work,
    head: { ...head, messageType, legalBases },
    groups: [
      ...all,
      ...askedGroups(
        messageType,
        all.filter(({ kind }) => isPerson(kind)),
      ).filter(({ kind }) => !there.has(kind)),
    ],
  };
}

const isPerson = (kind: string): boolean => KINDS[kind]?.person === true;

const isBlank = ({ leaves }: WorkGroup): boolean => !leaves.some(({ v }) => isFinished(v));

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
function askedGroups(messageType: string, persons: readonly WorkGroup[]): readonly WorkGroup[] {
  const required = EXCHANGE_TYPES[messageType]?.required ?? [];
  return askedKinds(messageType).map((kind) => {
    const about = persons.filter((person) => KINDS[kind]?.links.to.includes(person.kind));
    return {
      ...{ gid: newGroupId(), kind, headers: {} },
      links: about.length === 1 ? about.map(({ gid }) => gid) : [],
      leaves: required
        .filter((id) => findField(id)?.group === kind)
        .map((f) => ({ key: newKey(), f, v: undefined })),
    };
  });
}

/** Kinds of entries whose fields a kind of message asks for. */
function askedKinds(messageType: string): readonly string[] {
  const required = EXCHANGE_TYPES[messageType]?.required ?? [];
  const kinds = [...new Set(required.flatMap((id) => findField(id)?.group ?? []))];
  return kinds.filter((kind) => KINDS[kind] !== undefined && !isPerson(kind));
}

const PSEUDONYM = "subject.pseudonym";
