import { toInstant } from "@safepassage/core";
import type { Carrier, OpenedMessage } from "@safepassage/message";
import { type DecodedMessage, isErasure } from "@safepassage/schema";
import type { Effect } from "../effects/effect.ts";
import { isWarning } from "../effects/quarantine.ts";
import { tally } from "../effects/tally.ts";
import { AgencyError } from "../setting/agency-error.ts";
import type { AgencyContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";

/** A message that was opened, and how it came. */
interface Arrived {
  readonly opened: OpenedMessage;
  readonly carrier: Carrier;
  /** Octets of the package. */
  readonly octets: number;
}

/**
 * Counts what one partner brings within a day, so that none fills the disk of another: what was judged is kept, whatever the verdict.
 * Warnings of a threat to life, notices of a breach, and what only erases or withdraws have as much room of their own. The message with which the room is used up is
 * taken in, and is the alarm; each further one waits at its sender. Who brings a file to its own agency is asked nothing.
 *
 * @returns what remembers it, given the digest by which that message is found here.
 * @throws {@link AgencyError} `GATEWAY_INTAKE_FULL`. Nobody signs it: it is no verdict, and its sender tries again.
 * @see `docs/spec/transport.md#what-is-taken-in-within-a-day`
 */
export async function countIntake(
  context: AgencyContext,
  tx: Tx,
  { opened: { message, sender }, carrier, octets }: Arrived,
): Promise<(ref: string) => readonly Effect[]> {
  if (carrier === "file") return () => [];
  const kind = isUrgent(message) ? "urgent" : "ordinary";
  const name = `intake ${kind} ${sender.entity}`;
  const more = Math.max(octets, LEAST);
  const { count, remember } = await workOutIn(context, tx, (facts) =>
    tally(facts, name, DAY_MS, more),
  );
  const most = context.partnerDayOctets;
  if (count - more >= most) {
    throw new AgencyError("GATEWAY_INTAKE_FULL", `no more is taken of this sender (${kind})`);
  }
  if (count < most) return () => [remember];
  const at = toInstant(context.clock.now());
  return (ref) => [
    remember,
    { does: "event", event: { kind: "intakeFull", at, ref, code: kind } },
    { does: "announce" },
  ];
}

/** Whether a message cannot wait for a day: a life, or data that must not be held any more. */
const isUrgent = (message: DecodedMessage): boolean =>
  isWarning(message) || isErasure(message) || URGENT.has(message.clear["env.messageType"]);

const URGENT: ReadonlySet<string> = new Set(["breachNotice", "consentWithdrawal"]);
const DAY_MS = 86_400_000;
/** What the smallest message counts: receipts, notes and keys are kept beside it. */
const LEAST = 4096;
