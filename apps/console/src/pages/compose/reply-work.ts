import { type Body, EXCHANGE_TYPES, findField, type Group, KINDS } from "@safepassage/schema";
import type { Answer } from "../../app/gateway.ts";
import { EMPTY_WORK, newGroupId, newKey, type Work, type WorkGroup } from "./work.ts";

/**
 * Begins a message that goes on with another: it is about the same persons under the same pseudonyms, and has a place for what
 * its kind asks for. Everything else of the other message stays where it is.
 *
 * @param content - What the other message says.
 * @param messageType - Kind of the new message, such as `response`.
 */
export function replyWork(
  { digest, message, box }: Answer<"readContent">,
  messageType: string,
): Work {
  const { clear, body } = message;
  const persons = Object.entries(body as Body)
    .filter(([, { kind }]) => KINDS[kind]?.person === true)
    .map(toSamePerson);
  return {
    ...EMPTY_WORK,
    head: {
      inReplyTo: digest,
      recipient: box === "inbox" ? clear["env.sender.agencyId"] : clear["env.recipient.agencyId"],
      purpose: clear["env.purpose"],
      agreement: clear["env.agreementRef"].id,
      messageType,
      legalBases: basesOf(messageType, clear["env.legalBasis"]),
    },
    groups: [...persons, ...askedGroups(messageType)],
  };
}

function toSamePerson([gid, group]: readonly [string, Group]): WorkGroup {
  const { kind, links, meta, leaves, ...headers } = group;
  return {
    ...{ gid, kind, links, headers: headers as WorkGroup["headers"] },
    ...(meta !== undefined && { meta }),
    leaves: leaves.filter(({ f }) => f === PSEUDONYM).map((leaf) => ({ ...leaf, key: newKey() })),
  };
}

/** Empty entries for the fields that the kind of message asks for. */
function askedGroups(messageType: string): readonly WorkGroup[] {
  const required = EXCHANGE_TYPES[messageType]?.required ?? [];
  const kinds = [...new Set(required.flatMap((id) => findField(id)?.group ?? []))];
  return kinds
    .filter((kind) => KINDS[kind] !== undefined && KINDS[kind].person !== true)
    .map((kind) => ({
      ...{ gid: newGroupId(), kind, links: [], headers: {} },
      leaves: required
        .filter((id) => findField(id)?.group === kind)
        .map((f) => ({ key: newKey(), f, v: undefined })),
    }));
}

/** The bases of the other message, unless the kind has bases of its own. */
function basesOf(messageType: string, bases: readonly string[]): readonly string[] {
  const own = EXCHANGE_TYPES[messageType]?.bases;
  return own === undefined || own === "purpose" ? bases : own.slice(0, 1).map(({ basis }) => basis);
}

const PSEUDONYM = "subject.pseudonym";
