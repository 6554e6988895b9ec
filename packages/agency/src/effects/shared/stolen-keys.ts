import { toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { InboxRow } from "../../store/rows.ts";
import { claimsIn, kidIn } from "./claims-in.ts";
import { carryOut } from "./effect.ts";

type Stolen = AgencyRegistry["stolenKeys"][number];

/**
 * Records an alarm for each partner whose key was stolen, where anything was exchanged under that key since: a thief may have written
 * it, such as the answer to a warning, or have read what was sent and signed the receipts. Until the registry said so, nobody here could
 * tell. Each theft is told once. The alarm is about the first of these messages.
 */
export async function recordStolenKeys(context: AgencyContext): Promise<boolean> {
  for (const stolen of stolenOf(context)) {
    if (stolen.entity === context.self) continue;
    const name = `stolenKey ${stolen.kid}`;
    const isTold = async ({ marks }: Tx) => (await marks.get(name)) === stolen.since;
    if (await context.store.transaction(isTold)) continue;
    const first = await firstUnder(context, stolen);
    await carryOut(context, async (tx) => {
      // Another look may have ended meanwhile.
      if (await isTold(tx)) return { effects: [], value: undefined };
      await tx.marks.set(name, stolen.since);
      const at = toInstant(context.clock.now());
      const event = { kind: "partnerKeyStolen", at, ref: first ?? "" } as const;
      return {
        effects: first === undefined ? [] : [{ does: "event", event }, { does: "announce" }],
        value: undefined,
      };
    });
  }
  return false;
}

/**
 * Since when others have had the key that signed a message received, by the registry: who reads it has to know that they may have written
 * it. `undefined` if the key was not stolen.
 */
export const stolenSince = (
  context: Pick<AgencyContext, "registryHeld">,
  { sender, jwt }: Pick<InboxRow, "sender" | "jwt">,
): string | undefined =>
  stolenOf(context).find(({ entity, kid }) => entity === sender && kid === kidIn(jwt))?.since;

/** None while there is no registry: a person is told of that. */
function stolenOf({ registryHeld }: Pick<AgencyContext, "registryHeld">): readonly Stolen[] {
  try {
    return registryHeld().stolenKeys;
  } catch (error) {
    if (error instanceof AgencyError && error.code === "GATEWAY_REGISTRY_MISSING") return [];
    throw error;
  }
}

/**
 * The digest of the first message that came or was received under a key since it was stolen, or was posted for it and not answered: a
 * thief who only reads signs nothing.
 */
async function firstUnder(context: AgencyContext, stolen: Stolen): Promise<string | undefined> {
  let first: Found | undefined;
  for (const box of ["inbox", "outbox"] as const) {
    let before: number | undefined;
    do {
      const part = await context.store.transaction((tx) => lookInto(tx, box, stolen, before));
      for (const found of part.found) {
        if (first === undefined || found.at <= first.at) first = found;
      }
      before = part.next;
      // Waiting requests are answered between two parts.
      await new Promise((resolve) => setTimeout(resolve, 0));
    } while (before !== undefined);
  }
  return first?.digest;
}

interface Found {
  readonly digest: string;
  readonly at: string;
}

async function lookInto(
  tx: Tx,
  box: "inbox" | "outbox",
  { entity: other, kid, since }: Stolen,
  before: number | undefined,
): Promise<{ readonly found: readonly Found[]; readonly next: number | undefined }> {
  if (box === "inbox") {
    const { rows, next } = await tx.inbox.list({ other, since }, PART, before);
    const found: Found[] = [];
    for (const { digest, receivedAt: at } of rows) {
      const row = await tx.inbox.findByDigest(digest);
      if (row !== undefined && kidIn(row.jwt) === kid) found.push({ digest, at });
    }
    return { found, next };
  }
  // What was written before may have been received since.
  const written = toInstant(new Date(Date.parse(since) - LONGEST_WAY_MS));
  const { rows, next } = await tx.outbox.list({ other, since: written }, PART, before);
  const found: Found[] = [];
  for (const { digest } of rows) {
    const row = await tx.outbox.findByDigest(digest);
    if (row === undefined) continue;
    for (const receipt of row.receipts) {
      const at = toInstant(new Date(Number(claimsIn(receipt)["iat"]) * 1000));
      if (kidIn(receipt) === kid && at >= since) found.push({ digest, at });
    }
    const isUnanswered = row.posted && row.receipts.length === 0 && row.deliverBy > since;
    if (isUnanswered && holderKeyIn(row.jwt) === kid) {
      found.push({ digest, at: row.createdAt > since ? row.createdAt : since });
    }
  }
  return { found, next };
}

/** The key of its recipient that a message names. */
const holderKeyIn = (jwt: string): unknown =>
  (claimsIn(jwt)["cnf"] as { readonly thumbprint?: unknown } | undefined)?.thumbprint;

const PART = 64;
/** The longest deadline for the delivery of a message. */
const LONGEST_WAY_MS = 14 * 86_400_000;
