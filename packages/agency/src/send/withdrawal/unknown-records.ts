import { restsOnConsentAlone } from "@safepassage/history";
import type { ConsentRecord } from "@safepassage/schema";
import { claimsIn } from "../../effects/shared/claims-in.ts";
import { readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { OutboxRow } from "../../store/rows.ts";

/**
 * Whether the agency has sent something about a person on a consent whose record is not known, as a version before 13 of the tables has
 * sent it, and that consent may be this record: it is this agency's own, and holds from the same second. What was withdrawn, and what a
 * certificate says to be erased, does not count.
 *
 * @param isMeant - Tells of which messages it is asked.
 */
export function mayBeOnUnknownRecord(
  { facts, labels, personNames, self }: FactContext,
  { person, validFrom }: ConsentRecord,
  isMeant: (row: OutboxRow) => boolean,
): boolean {
  const labelled = facts.labels.find(labels.ofPerson(person), MOST).filter(({ own }) => own);
  const noted = facts.labels.noted(personNames.nameOf(person), MOST);
  const digests = new Set([...labelled.map(({ digest }) => digest), ...noted]);
  return [...digests].some((digest) => {
    const row = facts.outbox.findByDigest(digest);
    if (row === undefined || row.erasureAskedAt !== undefined || !isMeant(row)) return false;
    const message = row.certificate === undefined ? readableIn(row)?.message : undefined;
    if (message === undefined || !restsOnConsentAlone(message)) return false;
    // A warning may lack the list.
    return (message.private["private.consentAssertions"] ?? []).some((assertion) => {
      const { iss, jti, consent } = claimsOf(assertion);
      return (
        iss === self &&
        consent?.validFrom === validFrom &&
        facts.consents.recordsOf(String(jti)).length === 0
      );
    });
  });
}

interface Claims {
  readonly iss?: unknown;
  readonly jti?: unknown;
  readonly consent?: { readonly validFrom?: unknown };
}

/** The claims of an assertion. One that cannot be read has none. */
function claimsOf(assertion: string): Claims {
  try {
    return claimsIn(assertion);
  } catch {
    return {};
  }
}

/** Most messages about one person that are looked at. */
const MOST = 10_000;
