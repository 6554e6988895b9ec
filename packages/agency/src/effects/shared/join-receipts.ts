import { canonicalJson, decodeBase64url, decodeUtf8 } from "@safepassage/core";
import { type Code, parseReceiptClaims, type ReceiptClaims } from "@safepassage/schema";
import { AgencyError } from "../../setting/agency-error.ts";
import type { OutboxRow } from "../../store/rows.ts";
import type { Effect } from "./effect.ts";

/**
 * Joins the stored receipts of a message with new ones, and keeps the first of each kind. A second one that differs in
 * id and time only is left out. Returns `undefined` where the recipient contradicts what it has signed before.
 *
 * @param given - Verified, and about this message.
 * @see `docs/spec/gateway-sending.md#receipts-that-contradict-each-other`
 */
export function joinReceipts(
  row: OutboxRow,
  given: readonly string[],
): readonly string[] | undefined {
  const taken = new Map<ReceiptClaims["kind"], string>();
  for (const receipt of [...standing(row), ...given]) {
    const { kind } = claimsOf(receipt);
    const first = taken.get(kind);
    if (first === undefined) taken.set(kind, receipt);
    else if (statementOf(first) !== statementOf(receipt)) return undefined;
  }
  return KINDS.flatMap((kind) => taken.get(kind) ?? []);
}

/** Makes the error for a recipient that contradicts itself. */
export const contradiction = (): AgencyError =>
  new AgencyError(CODE, "the recipient has signed something else before");

/** Tells the operator that a recipient contradicts itself, once for each message. */
export const noteContradiction = (
  { digest: ref, recipient: peer }: Pick<OutboxRow, "digest" | "recipient">,
  at: string,
): readonly Effect[] => [
  {
    does: "event",
    event: { kind: EVENT, at, ref, code: CODE },
    once: true,
    log: { event: EVENT, ref, code: CODE, peer },
  },
];

/**
 * The receipts that still count: a stored refusal that time could mend does not, once another receipt comes. Beside a receipt that was
 * taken there stands only one that settled the message before, and both prove that its recipient contradicts itself.
 */
function standing({ state, receipts }: OutboxRow): readonly string[] {
  if (!MAY_BE_MENDED.has(state)) return receipts;
  return receipts.filter((receipt) => claimsOf(receipt).kind !== "refused");
}

function statementOf(receipt: string): string {
  const { jti: _, iat: __, ...statement } = claimsOf(receipt);
  return canonicalJson(statement);
}

/** Reads the claims of a receipt that was verified when it came. */
export function claimsOf(receipt: string): ReceiptClaims {
  const payload = decodeUtf8(decodeBase64url(receipt.split(".")[1] ?? ""));
  return parseReceiptClaims(JSON.parse(payload));
}

const KINDS: readonly ReceiptClaims["kind"][] = ["refused", "delivered", "decided"];
const MAY_BE_MENDED: ReadonlySet<OutboxRow["state"]> = new Set(["queued", "sending", "expired"]);
const EVENT = "receiptsContradict";
const CODE = "GATEWAY_RECEIPTS_CONTRADICT";

/** Whether a recipient has signed that it has a message, and not that it has rejected it: of such it holds nothing. */
export const hasTaken = ({ state, receipts }: Pick<OutboxRow, "state" | "receipts">): boolean =>
  (state === "delivered" || state === "decided") && verdictOf(receipts) !== "reject";

/** Whether a recipient has signed that a message has arrived and is stored. */
export const isDelivered = (receipts: readonly string[]): boolean =>
  receipts.map(claimsOf).some(({ kind }) => kind === "delivered");

/** What a recipient has decided, by the receipts of a message sent; `undefined` if it has not. */
export function verdictOf(receipts: readonly string[]): Code<"verdict"> | undefined {
  const decided = receipts.map(claimsOf).findLast((claims) => claims.kind === "decided");
  return decided?.kind === "decided" ? decided.verdict : undefined;
}
