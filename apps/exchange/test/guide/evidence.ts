import { type Evidence, verifyEvidence } from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";

/** What an oversight body can state about one message from what its two sides kept. */
export interface Statement {
  readonly from: string;
  readonly to: string;
  readonly sentAt: string;
  readonly purpose: string;
  readonly legalBases: readonly string[];
  readonly agreement: string;
  readonly eraseBy: string;
  /** Disclosures handed over, as the recipient signed. */
  readonly disclosures: number | undefined;
  /** The recipient's verdict, if a receipt shown says one. */
  readonly verdict: string | undefined;
  /** Whether this version of the catalogue is the one that the message was made under. */
  readonly sameCatalogue: boolean;
  /** What the evidence leaves open. */
  readonly open: readonly string[];
}

/** Verifies evidence. Throws a coded error if anything in it was changed or does not belong. */
export function examine(evidence: Evidence, registry: AgencyRegistry, now: Date): Statement {
  const { clear, receipts } = verifyEvidence(evidence, registry, { now });
  const open: string[] = [];
  const about = receipts.filter((receipt) => receipt.kind !== "refused");
  const decided = about.find(({ kind }) => kind === "decided");
  const [first] = about;

  // A receipt that is missing here may exist: you see only what somebody chose to show.
  if (first === undefined) open.push("No receipt shown says that it arrived. Ask both sides.");
  if (decided === undefined) open.push("No receipt shown says a verdict. Ask both sides.");
  return {
    from: clear["env.sender.agencyId"],
    to: clear["env.recipient.agencyId"],
    sentAt: clear["env.createdAt"],
    purpose: clear["env.purpose"],
    legalBases: clear["env.legalBasis"],
    agreement: clear["env.agreementRef"].sha256,
    eraseBy: clear["env.retention.eraseBy"],
    disclosures: first?.resolved.length,
    verdict: decided?.kind === "decided" ? decided.verdict : undefined,
    sameCatalogue: clear["env.profile"] === PROFILE_DIGEST,
    open,
  };
}
