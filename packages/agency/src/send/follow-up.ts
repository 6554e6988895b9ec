import { randomId } from "@safepassage/message";
import type { Agency, Body, DecodedMessage, Leaf, LegalBasis } from "@safepassage/schema";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import type { DraftRequest, Officer } from "./draft-request.ts";

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
  const agreement = agreements().findAgreement(clear["env.agreementRef"].sha256);
  if (agreement === undefined) {
    throw new AgencyError("GATEWAY_AGREEMENT_UNKNOWN", "the agreement is not held any more");
  }
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

/** What is wrong in a message that this agency sent, and what its recipient shall do. */
export interface Correction {
  readonly action: CorrectionAction;
  /** A code of the list `correction_reason`. */
  readonly reason: string;
  /** Places as `gid/field`, with all values that stand there from now on where the action is `rectify` or `complete`. */
  readonly changes: readonly {
    readonly path: string;
    readonly values?: readonly Leaf["v"][] | undefined;
  }[];
}

export const CORRECTION_ACTIONS = [
  "rectify",
  "complete",
  "erase",
  "restrict",
  "unrestrict",
] as const;
export type CorrectionAction = (typeof CORRECTION_ACTIONS)[number];

/**
 * Writes the request for a correction of a message that this agency sent.
 *
 * @param message - The message as its recipient has it, with its digest.
 * @throws as {@link followUpTo}.
 */
export function correctionRequest(
  context: Pick<AgencyContext, "self" | "agreements" | "registry" | "clock">,
  { digest, message }: { readonly digest: string; readonly message: DecodedMessage },
  { action, reason, changes }: Correction,
  officer: Officer,
): DraftRequest {
  const regime = context.registry().agencyAt(context.self, context.clock.now()).regime;
  const target = (path: string): Leaf => ({ f: "correction.target", v: { message: digest, path } });
  const group = (targets: readonly Leaf[], values: readonly Leaf[]) => ({
    kind: "correction",
    links: [],
    leaves: [
      ...targets,
      { f: "correction.action", v: action },
      { f: "correction.reason", v: reason },
      ...values,
    ],
  });
  // Values are read with the one place that their group names.
  const groups = CHANGES_VALUES.has(action)
    ? changes.map(({ path, values = [] }) =>
        group(
          [target(path)],
          values.map((v) => ({ f: "correction.value", v })),
        ),
      )
    : [
        group(
          changes.map(({ path }) => target(path)),
          [],
        ),
      ];
  const body: Body = Object.fromEntries(groups.map((one) => [randomId(), one]));
  return {
    ...followUpTo(context, message),
    messageType: "correction",
    legalBases: [dutyOf(regime, action)],
    officer,
    body: { ...body },
  };
}

const CHANGES_VALUES: ReadonlySet<CorrectionAction> = new Set(["rectify", "complete"]);

/** The duty to correct, under the law that binds the sender. */
function dutyOf(regime: Agency["regime"], action: CorrectionAction): LegalBasis {
  if (regime === "EUDPR") return "EUDPR#82";
  if (regime.startsWith("UK")) return "UK-DPA2018#38";
  if (regime === "GDPR") {
    if (CHANGES_VALUES.has(action)) return "GDPR#16";
    return action === "erase" ? "GDPR#17" : "GDPR#18";
  }
  return CHANGES_VALUES.has(action) ? "LED#16(5)" : "LED#16(6)";
}
