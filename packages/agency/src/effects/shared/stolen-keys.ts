import { toInstant } from "@safepassage/core";
import type { DecodedMessage } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { AgencyError } from "../../setting/agency-error.ts";
import { canRead } from "../../setting/can-read.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { EventRow, InboxRow, OutboxRow } from "../../store/rows.ts";
import { claimsIn, kidIn } from "./claims-in.ts";
import { carryOut } from "./effect.ts";

type Stolen = AgencyRegistry["stolenKeys"][number];

/**
 * Records an alarm for each partner whose key was stolen, where anything was exchanged under that key since: a thief may have written
 * it, such as the answer to a warning, or have read what was sent and signed the receipts. Another alarm is recorded where a message
 * rests on a decision under that key, such as a court's, whoever sent it. Until the registry said so, nobody here could
 * tell. Each theft is told once. Each alarm is about the first of these messages.
 *
 * @param mayGoOn - Asked while messages are read, of which there may be a million: what is not read to its end is read again.
 */
export async function recordStolenKeys(
  context: AgencyContext,
  mayGoOn: () => Promise<boolean>,
): Promise<boolean> {
  for (const stolen of stolenOf(context)) {
    if (stolen.entity === context.self) continue;
    const name = `stolenKey ${stolen.kid}`;
    const isTold = async ({ marks }: Tx) => (await marks.get(name)) === stolen.since;
    if (await context.store.transaction(isTold)) continue;
    const first = await firstUnder(context, stolen, mayGoOn);
    if (first === undefined) return false;
    const at = toInstant(context.clock.now());
    const alarms = ALARMS.flatMap((kind): readonly Alarm[] => {
      const ref = first[kind]?.digest;
      // A partner is found by the message; who has decided is another agency.
      const decider = kind === "decisionKeyStolen" && { code: stolen.entity };
      return ref === undefined ? [] : [{ kind, at, ref, ...decider }];
    });
    await carryOut(context, async (tx) => {
      // Another look may have ended meanwhile.
      if (await isTold(tx)) return { effects: [], value: undefined };
      await tx.marks.set(name, stolen.since);
      const told = alarms.map((event) => ({ does: "event", event }) as const);
      return {
        effects: told.length === 0 ? [] : [...told, { does: "announce" }],
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

type Alarm = EventRow & { readonly kind: (typeof ALARMS)[number] };

/** The first message that each alarm about a key is about. */
type First = Partial<Record<(typeof ALARMS)[number], Found>>;

/** @returns `undefined` where it may not go on. */
async function firstUnder(
  context: AgencyContext,
  stolen: Stolen,
  mayGoOn: () => Promise<boolean>,
): Promise<First | undefined> {
  const first: First = {};
  for (const box of ["inbox", "outbox"] as const) {
    let before: number | undefined;
    do {
      const part = await context.store.transaction((tx) => lookInto(tx, box, stolen, before));
      for (const found of part.found) {
        const before = first[found.tells];
        if (before === undefined || found.at <= before.at) first[found.tells] = found;
      }
      before = part.next;
      // Waiting requests are answered between two parts.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (!(await mayGoOn())) return undefined;
    } while (before !== undefined);
  }
  return first;
}

interface Found {
  readonly tells: (typeof ALARMS)[number];
  readonly digest: string;
  readonly at: string;
}

async function lookInto(
  tx: Tx,
  box: "inbox" | "outbox",
  stolen: Stolen,
  before: number | undefined,
): Promise<{ readonly found: readonly Found[]; readonly next: number | undefined }> {
  const { since } = stolen;
  if (box === "inbox") {
    const { rows, next } = await tx.inbox.list({ since }, PART, before);
    const found: Found[] = [];
    for (const { digest } of rows) {
      const row = await tx.inbox.findByDigest(digest);
      if (row !== undefined) found.push(...foundIn(row, stolen));
    }
    return { found, next };
  }
  // What was written before may have been received since.
  const written = toInstant(new Date(Date.parse(since) - LONGEST_WAY_MS));
  const { rows, next } = await tx.outbox.list({ since: written }, PART, before);
  const found: Found[] = [];
  for (const { digest } of rows) {
    const row = await tx.outbox.findByDigest(digest);
    if (row !== undefined) found.push(...foundInSent(row, stolen));
  }
  return { found, next };
}

/** What a message received tells about a key that was stolen before it came. */
function foundIn(row: InboxRow, { entity, kid }: Stolen): readonly Found[] {
  const { digest, receivedAt: at } = row;
  const isSigned = row.sender === entity && kidIn(row.jwt) === kid;
  return [
    ...(isSigned ? [{ tells: "partnerKeyStolen", digest, at } as const] : []),
    ...(restsOn(row, kid) ? [{ tells: "decisionKeyStolen", digest, at } as const] : []),
  ];
}

/**
 * What a message sent tells about a stolen key: it was received with the key since, or was posted for it and not answered, as a thief
 * who only reads signs nothing.
 */
function foundInSent(row: OutboxRow, { entity, kid, since }: Stolen): readonly Found[] {
  const { digest, createdAt } = row;
  const found: Found[] = [];
  if (createdAt >= since && restsOn(row, kid)) {
    found.push({ tells: "decisionKeyStolen", digest, at: createdAt });
  }
  if (row.recipient !== entity) return found;
  for (const receipt of row.receipts) {
    const at = toInstant(new Date(Number(claimsIn(receipt)["iat"]) * 1000));
    if (kidIn(receipt) === kid && at >= since) {
      found.push({ tells: "partnerKeyStolen", digest, at });
    }
  }
  const isUnanswered = row.posted && row.receipts.length === 0 && row.deliverBy > since;
  if (isUnanswered && holderKeyIn(row.jwt) === kid) {
    const at = createdAt > since ? createdAt : since;
    found.push({ tells: "partnerKeyStolen", digest, at });
  }
  return found;
}

/** Whether a message holds a decision that a key has signed. Whoever has the key may write any date into it. */
function restsOn(row: InboxRow | OutboxRow, kid: string): boolean {
  if (!canRead(() => row.content)) return false;
  const { private: hidden } = row.content?.message ?? {
    private: {} as Partial<DecodedMessage["private"]>,
  };
  return DECISIONS.some((list) => hidden[list]?.some(({ token }) => kidIn(token) === kid));
}

/** The key of its recipient that a message names. */
const holderKeyIn = (jwt: string): unknown =>
  (claimsIn(jwt)["cnf"] as { readonly thumbprint?: unknown } | undefined)?.thumbprint;

const ALARMS = ["partnerKeyStolen", "decisionKeyStolen"] as const;
const DECISIONS = ["private.authorisations", "private.priorAuthorisations"] as const;
const PART = 64;
/** The longest deadline for the delivery of a message. */
const LONGEST_WAY_MS = 14 * 86_400_000;
