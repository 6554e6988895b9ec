import { onlyErases } from "@safepassage/history";
import type { Code } from "@safepassage/schema";
import { withdrawnRefs } from "../../effects/exchange/withdrawn.ts";
import type { Effect } from "../../effects/shared/effect.ts";
import { emergency, isWarning } from "../../effects/warning/quarantine.ts";
import { namedBy } from "../../history/known.ts";
import { canRead } from "../../setting/can-read.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxChange, OutboxRow } from "../../store/rows.ts";
import { isOpen } from "./waits-for-other.ts";

/** Whether a message sent asks its recipient to erase, and nothing else, or withdraws a consent. */
export const isErasing = ({ content }: Pick<OutboxRow, "content">): boolean =>
  content !== undefined &&
  (onlyErases(content.message) || withdrawnRefs(content.message).length > 0);

/**
 * Records an alarm where a recipient will not erase what it is asked to, since the message that asks did not reach it or was
 * rejected: a person has to tell it.
 *
 * @param code - Why; `reject` if the recipient has rejected it.
 */
export const erasureUntold = (
  row: Pick<OutboxRow, "digest" | "content">,
  { code, at }: { readonly code: string; readonly at: string },
): readonly Effect[] =>
  isErasing(row)
    ? [
        { does: "event", event: { kind: "erasureUntold", at, ref: row.digest, code }, once: true },
        { does: "announce" },
      ]
    : [];

/** Records the same alarm about a message that its recipient has, where nothing can be written to the recipient. */
export const unwritten = (ref: string, at: string): readonly Effect[] => [
  { does: "event", event: { kind: "erasureUntold", at, ref, code: "unwritten" }, once: true },
  { does: "announce" },
];

/**
 * Records an alarm where nobody has said that a message arrived, and its deadline is over: the officer who sent it waits for an answer. A
 * warning has its own alarm, and so has what asks to erase; a certificate is owed again.
 */
export const undelivered = (
  row: Pick<OutboxRow, "content" | "digest" | "messageType">,
  { state }: OutboxChange,
  { code, at }: { readonly code: string; readonly at: string },
): readonly Effect[] => {
  // The content last: whatever reads it decrypts it.
  const isOther = (): boolean =>
    row.messageType === "erasureCertificate" ||
    row.content === undefined ||
    isWarning(row.content.message) ||
    isErasing(row);
  return state !== "expired" || isOther()
    ? []
    : [
        {
          ...{ does: "event", once: true },
          event: { kind: "messageUndelivered", at, ref: row.digest, code },
        },
        { does: "announce" },
      ];
};

/**
 * Records the same alarm about a message that is erased for its age while nobody has said that it arrived: its day may come before its
 * deadline, as that of a warning, or of what rests on a consent that ends. A warning may have had no attempt at all, as where the gateway
 * was off.
 */
export function erasedOnItsWay(row: OutboxRow, at: string): readonly Effect[] {
  // What this agency has taken back itself, it does not wait for.
  if (!isOpen(row) || row.erasureAskedAt !== undefined) return [];
  const lost = { ref: row.digest, code: whyLost({ state: "expired" }, row), at };
  // What cannot be read may be a warning, and is erased as any other.
  if (!canRead(() => row.content)) return emergency("emergencyUndelivered", lost);
  if (row.content === undefined) return [];
  if (isWarning(row.content.message)) return emergency("emergencyUndelivered", lost);
  return undelivered(row, { state: "expired" }, lost);
}

/**
 * Why nobody has said that a message arrived. Once its deadline is over, somebody has confirmed the clock: a doubt about it was not why.
 */
export function whyLost(
  { state, lastError }: Pick<OutboxChange, "state" | "lastError">,
  row: Pick<OutboxRow, "lastError">,
): string {
  const codes = [lastError, row.lastError].filter((code) => typeof code === "string");
  return codes.find((code) => state !== "expired" || code !== DOUBT) ?? "expired";
}

const DOUBT = "GATEWAY_CLOCK_IMPLAUSIBLE";

/** Why a recipient will not erase what a message asks it to; `undefined` if it may, or has certified all of it. */
export async function whyUntold(
  { outbox }: Tx,
  row: OutboxRow,
  outcome: OutboxChange,
  verdict: Code<"verdict"> | undefined,
): Promise<string | undefined> {
  const isRejected = verdict === "reject";
  const isLost = outcome.state === "expired" || outcome.state === "refused";
  if ((!isRejected && !isLost) || row.content === undefined || !isErasing(row)) return undefined;
  const named = namedBy(row.content.message).map((digest) => outbox.findByDigest(digest));
  const isNone = named.length === 0;
  const isOver =
    !isNone && (await Promise.all(named)).every((one) => one?.certificate !== undefined);
  if (isOver) return undefined;
  return isRejected ? "reject" : whyLost(outcome, row);
}
