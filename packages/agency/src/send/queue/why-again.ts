import { isErasure } from "@safepassage/schema";
import { TrustError } from "@safepassage/trust";
import { claimsIn, kidIn } from "../../effects/shared/claims-in.ts";
import type { FactContext } from "../../setting/context.ts";
import { isOfOther } from "../../stages/profile.ts";
import type { OutboxContent, OutboxRow } from "../../store/rows.ts";
import { isAsSigned } from "./as-signed.ts";

/** An outgoing message that waits, with what it says. */
type Waiting = OutboxRow & { readonly content: OutboxContent };
type Context = Pick<FactContext, "registry" | "self" | "signer" | "clock">;

/** An outgoing message that nobody takes as it was signed, and why: its catalogue is another, or a key or a membership did not count. */
export interface Outdated {
  readonly row: Waiting;
  readonly why: "catalogue" | "key";
}

/** Looks whether a message that waits has to be signed again. `undefined` if it has not, or if no key is there yet to do so. */
export function outdated(context: Context, row: OutboxRow | undefined): Outdated | undefined {
  if (!isWaiting(row)) return undefined;
  if (isOfOther(row.content.message)) return { row, why: "catalogue" };
  return isUnderOther(context, row) ? { row, why: "key" } : undefined;
}

/** Whether a message waits to be sent under another catalogue than that of this version. */
export const isEarlier = (row: OutboxRow | undefined): row is Waiting =>
  isWaiting(row) && isOfOther(row.content.message);

const isWaiting = (row: OutboxRow | undefined): row is Waiting =>
  (row?.state === "queued" || row?.state === "sending") && row.content !== undefined;

/**
 * Whether a message was signed with a key of this agency that was stolen or has ended, names one of its recipient that was stolen
 * before, or was signed while one of both was suspended, which nobody here knew. By the registry of today its recipient refuses it for good.
 */
function isUnderOther(context: Context, row: Waiting): boolean {
  const { self, signer, clock } = context;
  const registry = context.registry();
  const now = clock.now();
  const { message } = row.content;
  const { clear } = message;
  const { entity, thumbprint } = clear["env.holder"];
  const recipient = registry.findAgencyAt(entity, now);
  // Whether another agency may have it, a person decides. What only erases goes to every one.
  if (recipient === undefined) return false;
  if (!isErasure(message) && !isAsSigned(registry, clear, recipient)) return false;
  const signedAt = new Date(clear["env.createdAt"]);
  const isOver =
    isOwnOver(context, row.jwt) ||
    registry.findAgencyAt(entity, signedAt) === undefined ||
    answer(() => registry.verifierFor(entity, thumbprint, signedAt, { timeProven: true })) ===
      STOLEN;
  // While one of both has no other key, or is not registered, it would be signed again in vain.
  return (
    isOver &&
    answer(() => registry.verifierFor(self, signer.kid, now)) === undefined &&
    answer(() => registry.keyAt(entity, now)) === undefined
  );
}

/**
 * Whether a token of this agency was signed with a key of its own that was stolen, or that has ended, or while it was suspended: nobody
 * takes it.
 */
export function isOwnOver({ registry, self, clock }: Context, token: string): boolean {
  const signedAt = new Date(Number(claimsIn(token)["iat"]) * 1000);
  if (registry().findAgencyAt(self, signedAt) === undefined) return true;
  return OVER.has(answer(() => registry().verifierFor(self, kidIn(token), clock.now())) ?? "");
}

/** The code with which a registry says no. */
function answer(ask: () => unknown): string | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof TrustError) return error.code;
    throw error;
  }
}

const STOLEN = "TRUST_KEY_COMPROMISED";
const OVER: ReadonlySet<string> = new Set([STOLEN, "TRUST_KEY_NOT_IN_FORCE"]);
