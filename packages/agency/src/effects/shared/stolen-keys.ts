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
  const untold = await untoldOf(context);
  if (untold.length === 0) return false;
  // Once for all of them: as many keys may be stolen as there are partners, and there may be a million messages.
  const firsts = await firstUnder(context, untold, mayGoOn);
  if (firsts === undefined) return false;
  for (const stolen of untold) {
    const first = firsts.get(stolen.kid) ?? {};
    const at = toInstant(context.clock.now());
    const alarms = ALARMS.flatMap((kind): readonly Alarm[] => {
      const ref = first[kind]?.digest;
      // A partner is found by the message; who has decided is another agency.
      const decider = kind === "decisionKeyStolen" && { code: stolen.entity };
      return ref === undefined ? [] : [{ kind, at, ref, ...decider }];
    });
    await carryOut(context, async (tx) => {
      // Another look may have ended meanwhile.
      if (await isTold(tx, stolen)) return { effects: [], value: undefined };
      await tx.marks.set(markOf(stolen), stolen.since);
      const told = alarms.map((event) => ({ does: "event", event }) as const);
      return {
        effects: told.length === 0 ? [] : [...told, { does: "announce" }],
        value: undefined,
      };
    });
  }
  return false;
}

/** The thefts from partners for which no alarm was raised yet. */
async function untoldOf(context: AgencyContext): Promise<readonly Stolen[]> {
  const ofPartners = stolenOf(context).filter(({ entity }) => entity !== context.self);
  if (ofPartners.length === 0) return [];
  return context.store.transaction(async (tx) => {
    const untold: Stolen[] = [];
    for (const stolen of ofPartners) if (!(await isTold(tx, stolen))) untold.push(stolen);
    return untold;
  });
}

const markOf = ({ kid }: Stolen): string => `stolenKey ${kid}`;
const isTold = async ({ marks }: Tx, stolen: Stolen): Promise<boolean> =>
  (await marks.get(markOf(stolen))) === stolen.since;

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

/** What is found of each key, by its id. @returns `undefined` where it may not go on. */
async function firstUnder(
  context: AgencyContext,
  stolen: readonly Stolen[],
  mayGoOn: () => Promise<boolean>,
): Promise<ReadonlyMap<string, First> | undefined> {
  const keys: Keys = new Map(stolen.map((one) => [one.kid, one]));
  const [since = ""] = stolen.map((one) => one.since).toSorted();
  const firsts = new Map<string, First>();
  for (const box of ["inbox", "outbox"] as const) {
    let before: number | undefined;
    do {
      const part = await context.store.transaction((tx) =>
        lookInto(tx, box, { keys, since, before }),
      );
      for (const found of part.found) {
        const first = firsts.get(found.kid) ?? {};
        firsts.set(found.kid, first);
        const before = first[found.tells];
        if (before === undefined || found.at <= before.at) first[found.tells] = found;
      }
      before = part.next;
      // Waiting requests are answered between two parts.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (!(await mayGoOn())) return undefined;
    } while (before !== undefined);
  }
  return firsts;
}

/** Stolen keys by their ids. A key belongs to one agency. */
type Keys = ReadonlyMap<string, Stolen>;

interface Found {
  readonly kid: string;
  readonly tells: (typeof ALARMS)[number];
  readonly digest: string;
  readonly at: string;
}

async function lookInto(
  tx: Tx,
  box: "inbox" | "outbox",
  {
    keys,
    since,
    before,
  }: { readonly keys: Keys; readonly since: string; readonly before: number | undefined },
): Promise<{ readonly found: readonly Found[]; readonly next: number | undefined }> {
  if (box === "inbox") {
    const { rows, next } = await tx.inbox.list({ since }, PART, before);
    const found: Found[] = [];
    for (const { digest } of rows) {
      const row = await tx.inbox.findByDigest(digest);
      if (row !== undefined) found.push(...foundIn(row, keys));
    }
    return { found, next };
  }
  const { rows, next } = await tx.outbox.list({ since: writtenBefore(since) }, PART, before);
  const found: Found[] = [];
  for (const { digest } of rows) {
    const row = await tx.outbox.findByDigest(digest);
    if (row !== undefined) found.push(...foundInSent(row, keys));
  }
  return { found, next };
}

/** What was written before a theft may have been received since. */
const writtenBefore = (since: string): string =>
  toInstant(new Date(Date.parse(since) - LONGEST_WAY_MS));

/** What a message received tells about keys that were stolen before it came. */
function foundIn(row: InboxRow, keys: Keys): readonly Found[] {
  const { digest, receivedAt: at } = row;
  const stolen = stolenIn(keys, kidIn(row.jwt));
  const isSigned = stolen?.entity === row.sender && at >= stolen.since;
  return [
    ...(isSigned ? [{ kid: stolen.kid, tells: "partnerKeyStolen", digest, at } as const] : []),
    ...decidedUnder(row, keys, at),
  ];
}

/**
 * What a message sent tells about stolen keys: it was received with such a key since, or was posted for it and not answered, as a thief
 * who only reads signs nothing.
 */
function foundInSent(row: OutboxRow, keys: Keys): readonly Found[] {
  const { digest, createdAt } = row;
  const found: Found[] = [...decidedUnder(row, keys, createdAt)];
  const ofRecipient = (kid: unknown): Stolen | undefined => {
    const stolen = stolenIn(keys, kid);
    const isTheirs = stolen?.entity === row.recipient;
    return isTheirs && createdAt >= writtenBefore(stolen.since) ? stolen : undefined;
  };
  for (const receipt of row.receipts) {
    const stolen = ofRecipient(kidIn(receipt));
    if (stolen === undefined) continue;
    const at = toInstant(new Date(Number(claimsIn(receipt)["iat"]) * 1000));
    if (at >= stolen.since) {
      found.push({ kid: stolen.kid, tells: "partnerKeyStolen", digest, at });
    }
  }
  const holder =
    row.posted && row.receipts.length === 0 ? ofRecipient(holderKeyIn(row.jwt)) : undefined;
  if (holder !== undefined && row.deliverBy > holder.since) {
    const { kid, since } = holder;
    const [, at = since] = [createdAt, since].toSorted();
    found.push({ kid, tells: "partnerKeyStolen", digest, at });
  }
  return found;
}

const stolenIn = (keys: Keys, kid: unknown): Stolen | undefined =>
  typeof kid === "string" ? keys.get(kid) : undefined;

/** The stolen keys that have signed decisions in a message that came since. A thief may write any date into a decision. */
function decidedUnder(row: InboxRow | OutboxRow, keys: Keys, at: string): readonly Found[] {
  if (!canRead(() => row.content)) return [];
  const { private: hidden } = row.content?.message ?? {
    private: {} as Partial<DecodedMessage["private"]>,
  };
  const tokens = DECISIONS.flatMap((list) => hidden[list]?.map(({ token }) => token) ?? []);
  const stolen = new Set(tokens.flatMap((token) => stolenIn(keys, kidIn(token)) ?? []));
  return [...stolen]
    .filter(({ since }) => at >= since)
    .map(({ kid }) => ({ kid, tells: "decisionKeyStolen", digest: row.digest, at }));
}

/** The key of its recipient that a message names. */
const holderKeyIn = (jwt: string): unknown =>
  (claimsIn(jwt)["cnf"] as { readonly thumbprint?: unknown } | undefined)?.thumbprint;

const ALARMS = ["partnerKeyStolen", "decisionKeyStolen"] as const;
const DECISIONS = ["private.authorisations", "private.priorAuthorisations"] as const;
const PART = 64;
/** The longest deadline for the delivery of a message. */
const LONGEST_WAY_MS = 14 * 86_400_000;
