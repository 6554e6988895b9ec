import { randomId } from "@safepassage/message";
import {
  type Agreement,
  type Correction,
  checkValue,
  type DecodedMessage,
  isDangerAlert,
  SchemaError,
  type SchemaIssue,
  writeCorrection,
} from "@safepassage/schema";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import { requireDuty } from "../../setting/duty.ts";
import type { DraftRequest, Officer } from "./draft-request.ts";
import { yetToCome } from "./yet-to-come.ts";

/** What a further message of an exchange takes from one before it. */
export type FollowUp = Pick<DraftRequest, "recipient" | "purpose" | "agreement"> &
  Required<Pick<DraftRequest, "clear" | "private">>;

/**
 * Says what a message takes from the one that it answers, corrects or goes on with: same exchange, same two agencies, same
 * purpose, and the agreement of that message in its newest version.
 *
 * @throws AgencyError `GATEWAY_AGREEMENT_UNKNOWN`.
 */
export function followUpTo(
  { self, agreements }: Pick<AgencyContext, "self" | "agreements">,
  { clear, private: hidden }: DecodedMessage,
): FollowUp {
  const agreement = agreementOf({ agreements }, { clear });
  const [sender, recipient] = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  return {
    recipient: sender === self ? recipient : sender,
    purpose: clear["env.purpose"],
    agreement: agreement.id,
    clear: { "env.transfer.basis": clear["env.transfer.basis"] },
    private: {
      "private.exchangeId": hidden["private.exchangeId"],
      "private.inReplyTo": clear["env.messageId"],
    },
  };
}

/** What may still go under an agreement that is over is judged when it is composed. */
function agreementOf(
  { agreements }: Pick<AgencyContext, "agreements">,
  { clear }: Pick<DecodedMessage, "clear">,
): Agreement {
  const { findAgreement, findFormerAgreement } = agreements();
  const { sha256 } = clear["env.agreementRef"];
  const agreement = findAgreement(sha256) ?? findFormerAgreement(sha256);
  if (agreement !== undefined) return agreement;
  throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "the agreement is not held any more");
}

/**
 * Writes the request for a correction of a message that this agency sent.
 *
 * @param message - The message as its recipient has it, with its digest.
 * @throws as {@link followUpTo}; SchemaError `SCHEMA_INVALID` for a wrong reason or path, and for values that their field does not take. Its
 *   pointers lead into the correction.
 */
export function correctionRequest(
  context: Pick<AgencyContext, "self" | "agreements" | "registry" | "clock">,
  { digest, message }: { readonly digest: string; readonly message: DecodedMessage },
  correction: Correction,
  officer: Officer,
): DraftRequest {
  requireShape(digest, correction, context.registry().test, context.clock.now());
  const own = context.registry().agencyAt(context.self, context.clock.now());
  const agreement = agreementOf(context, message);
  const followUp = followUpTo(context, message);
  const { clear, private: hidden } = message;
  return {
    ...followUp,
    // Who corrects a warning says that the danger lasts: without it nothing of where she is may be told.
    ...(isDangerAlert(clear) && {
      private: { ...followUp.private, "private.urgency": hidden["private.urgency"] },
    }),
    messageType: "correction",
    legalBases: [requireDuty(correction.action, own, clear["env.purpose"], agreement)],
    officer,
    body: { ...writeCorrection(digest, correction, randomId) },
  };
}

/** In the draft each of these stands in a group that nobody has written, and a new value is judged by what it stands for. */
function requireShape(digest: string, { reason, changes }: Correction, test: boolean, now: Date) {
  const look = (place: string, field: string, value: unknown): readonly SchemaIssue[] =>
    [
      ...checkValue(field, value, { test }),
      ...(field === "meta.asOf" ? yetToCome(value, [], now) : []),
    ].map((issue) => ({ ...issue, pointer: `${place}${issue.pointer}`, field }));
  const issues = [
    ...look("/reason", "correction.reason", reason),
    ...changes.flatMap(({ path, values = [] }, change) => [
      ...look(`/changes/${change}`, "correction.target", { message: digest, path }),
      ...values.flatMap((value, index) =>
        look(`/changes/${change}/values/${index}`, path.slice(path.indexOf("/") + 1), value),
      ),
    ]),
  ];
  if (issues.length > 0) throw new SchemaError("SCHEMA_INVALID", "correction", issues);
}
