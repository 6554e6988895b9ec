import { toInstant } from "@safepassage/core";
import { composeDraft, issueConsentAssertion, withAnswerDeadline } from "@safepassage/message";
import {
  type Agreement,
  type Body,
  type Consent,
  type DecodedMessage,
  type Draft,
  type DraftClear,
  findDeadlineHours,
} from "@safepassage/schema";
import { claimsIn } from "../../effects/shared/claims-in.ts";
import { standInFor } from "../../effects/shared/replaced.ts";
import { isDigest } from "../../history/known.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { FactContext } from "../../setting/context.ts";
import type { AgreementBook } from "../../setting/standing.ts";
import { admitsOurs } from "../../stages/profile.ts";
import { isOwnOver } from "./why-again.ts";

/**
 * Writes the draft of a message of this agency once more, for the catalogue of this version. It says the same. Id and
 * times are new, agencies and agreement are those of today, and the delivery deadline and the day of erasure stay.
 *
 * @throws {@link AgencyError} `GATEWAY_AGREEMENT_OUTDATED`, `GATEWAY_AGREEMENT_UNKNOWN`; TrustError; MessageError `MESSAGE_DRAFT_INVALID`.
 */
export function composeAgain(context: FactContext, message: DecodedMessage): Draft {
  const { clear, private: hidden, body } = message;
  const { clock } = context;
  const now = clock.now();
  const registry = context.registry();
  const recipient = clear["env.recipient.agencyId"];
  const agreement = agreementNow(context.agreements(), clear, toInstant(now).slice(0, 10));
  const answered = hidden["private.inReplyTo"];
  const draft = composeDraft({
    sender: registry.agencyAt(context.self, now),
    recipient: registry.agencyAt(recipient, now),
    recipientThumbprint: registry.keyAt(recipient, now).kid,
    states: registry.states,
    agreement,
    purpose: clear["env.purpose"],
    messageType: clear["env.messageType"],
    legalBases: clear["env.legalBasis"],
    test: registry.test,
    officer: { ref: hidden["private.officerRef"], assurance: hidden["private.officerAssurance"] },
    clock,
    clear: keptOf(clear),
    private: {
      ...hidden,
      "private.consentAssertions": assertedNow(context, hidden["private.consentAssertions"]),
      ...(answered !== undefined && { "private.inReplyTo": idNow(context, answered) }),
    },
    body: naming(context, body),
  });
  return withAnswerDeadline(withDeadlineNow(draft));
}

/** The claims that say what is sent and how it may be used; the others follow from agencies, agreement and time. */
function keptOf(clear: DecodedMessage["clear"]): Partial<DraftClear> {
  const kept = Object.entries(clear).filter(([name]) => !RENEWED.test(name));
  return Object.fromEntries(kept) as Partial<DraftClear>;
}

/** Asserts each consent of this agency again whose assertion counts no more, as the key that signed it is over. It says the same. */
function assertedNow(context: FactContext, assertions: readonly string[] = []): readonly string[] {
  const { self: holder, signer, clock } = context;
  return assertions.map((assertion) => {
    const { iss, aud, jti, consent } = claimsIn(assertion) as unknown as Asserted;
    if (iss !== holder || !isOwnOver(context, assertion)) return assertion;
    return issueConsentAssertion(
      { ...consent, ref: jti },
      { holder, recipient: aud, signer, clock },
    );
  });
}

/** The claims of a consent assertion, which was verified before. */
interface Asserted {
  readonly iss: string;
  readonly aud: string;
  readonly jti: string;
  readonly consent: Omit<Consent, "ref">;
}

/** Finds the agreement of a message as it stands: the newest version in force that admits the catalogue, between the same parties. */
function agreementNow(
  { inForce }: AgreementBook,
  clear: DecodedMessage["clear"],
  day: string,
): Agreement {
  const { id } = clear["env.agreementRef"];
  const parties = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const between = inForce(day).filter(
    (one) => one.id === id && parties.every((party) => one.parties.includes(party)),
  );
  const found = between.find(admitsOurs);
  if (found !== undefined) return found;
  if (between.length === 0) {
    throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", `no version of ${id} counts now`);
  }
  throw new AgencyError("GATEWAY_AGREEMENT_OUTDATED", `${id} admits no message of this program`);
}

/** The id by which a message is answered: if it is one of this agency that was signed again, that of its stand-in. */
function idNow(context: FactContext, id: string): string {
  const { outbox } = context.facts;
  const row = outbox.find(id);
  return (row && outbox.findByDigest(standInFor(context, row.digest))?.id) ?? id;
}

/** Names each message by the digest that it has now. */
function naming(context: FactContext, body: Body): Body {
  const now = (value: unknown): unknown => {
    if (typeof value === "string") return isDigest(value) ? standInFor(context, value) : value;
    if (Array.isArray(value)) return value.map(now);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, now(one)]));
  };
  return now(body) as Body;
}

/** Counts the time for an answer or an order from now, as the law wants it stated in a request. */
function withDeadlineNow(draft: Draft): Draft {
  const hours = findDeadlineHours(draft);
  if (hours === undefined) return draft;
  const from = Date.parse(draft.clear["env.createdAt"]);
  const at = toInstant(new Date(from + hours * 3_600_000));
  const body = Object.fromEntries(
    Object.entries(draft.body).map(([gid, group]) => [
      gid,
      {
        ...group,
        leaves: group.leaves.map((leaf) => (leaf.f === "deadline.at" ? { ...leaf, v: at } : leaf)),
      },
    ]),
  );
  return { ...draft, body };
}

const RENEWED =
  /^env\.(messageId|protocol|profile|test|createdAt|agreementRef|holder|sender\..*|recipient\..*|digest\..*)$/;
