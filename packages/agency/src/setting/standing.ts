import { type Clock, ProtocolError, toInstant } from "@safepassage/core";
import { MessageError, readFormerAgreement, verifyAgreement } from "@safepassage/message";
import {
  type Agreement,
  claimsDanger,
  compareVersions,
  type Draft,
  isErasure,
  takesPlaceOf,
  versionsIn,
} from "@safepassage/schema";
import {
  type AgencyRegistry,
  createDecryptionKey,
  type DecryptionKey,
  type KeyEpoch,
  type PublishedEpoch,
  rotateEpochs,
} from "@safepassage/trust";
import type { AgencyFacts } from "../stages/facts.ts";
import { admitsOurs } from "../stages/profile.ts";
import { AgencyError } from "./agency-error.ts";
import type { EpochKeys, EpochStore } from "./epoch-keys.ts";
import type { Log } from "./log-event.ts";
import { tellInvalid } from "./past-agreements.ts";

/** The state of the registry, as the operator sees it. */
export interface RegistryView {
  readonly state: "missing" | "current" | "stale";
  readonly issuedAt?: string;
  /** Until when it may be used. */
  readonly usableUntil?: string;
}

/**
 * Bounds the age of a registry: an attacker who holds back a newer one keeps a withdrawn key alive no longer.
 *
 * @returns `current` throws {@link AgencyError} `GATEWAY_REGISTRY_STALE`, `GATEWAY_REGISTRY_MISSING`.
 * @see `docs/spec/gateway.md#age-of-the-registry`
 */
export function boundAge(
  held: () => AgencyRegistry,
  {
    clock,
    maxAgeDays,
    onStale,
  }: {
    readonly clock: Clock;
    readonly maxAgeDays: number;
    /** Called each time that the registry is asked for and too old. */
    readonly onStale: (issuedAt: string, at: Date) => void;
  },
): { current(): AgencyRegistry; view(): RegistryView } {
  const endOf = ({ issuedAt }: AgencyRegistry): Date =>
    new Date(issuedAt.getTime() + maxAgeDays * DAY_MS);
  return {
    current() {
      const registry = held();
      const now = clock.now();
      if (now > endOf(registry)) {
        onStale(toInstant(registry.issuedAt), now);
        throw new AgencyError("GATEWAY_REGISTRY_STALE", "the registry is too old to be used");
      }
      return registry;
    },
    view() {
      try {
        const registry = held();
        const end = endOf(registry);
        const state = clock.now() > end ? "stale" : "current";
        return { state, issuedAt: toInstant(registry.issuedAt), usableUntil: toInstant(end) };
      } catch {
        // For any reason: there is no registry.
        return { state: "missing" };
      }
    },
  };
}

const DAY_MS = 86_400_000;

/** The agreements that this agency holds, each signed by all its parties. */
export interface AgreementBook {
  findAgreement(sha256: string): Agreement | undefined;
  /** One whose signatures need not count any more: for what its parties owe each other when it is over. */
  findFormerAgreement(sha256: string): Agreement | undefined;
  /** All that verify, also those that are over. */
  all(): readonly Agreement[];
  /** All agreements in force on a day, newest versions first. */
  inForce(day: string): readonly Agreement[];
  /**
   * All whose time has begun by a day, newest versions first. Those that are over are among them, and those of which a
   * signature does not count any more.
   */
  begun(day: string): readonly Agreement[];
}

/** Signed agreements, which may be others later. */
type SignedAgreements = readonly string[] | (() => readonly string[]);

/**
 * Opens the agreements. Each new registry has them verified again: keys may have been revoked. So does each key that begins or
 * ends meanwhile. One that does not verify is left out, and the operator is told.
 */
export function createAgreements(
  {
    agreements,
    registry,
  }: { readonly agreements: SignedAgreements; readonly registry: () => AgencyRegistry },
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): () => AgreementBook {
  let verified: Verified | undefined;
  const open = (registry: AgencyRegistry, signed: readonly string[], at: Date): AgreementBook => {
    const faults: { readonly code: string; readonly jws: string }[] = [];
    const verifying = new Map<string, Agreement>();
    const agreements = readEach(
      signed,
      (jws) => {
        const agreement = verifyAgreement(jws, registry, at);
        verifying.set(jws, agreement);
        return agreement;
      },
      ({ code }, jws) => faults.push({ code, jws }),
    );
    if (faults.length > 0) tellInvalid(faults, { agreements, registry, at }, log);
    // What verifies now is not verified once more: of thousands that takes seconds, in which nobody is answered.
    const former = readEach(
      signed,
      (jws) => verifying.get(jws) ?? readFormerAgreement(jws, registry),
    );
    const findIn = (all: readonly Agreement[]) => {
      // The first of each, as they were given.
      const byDigest = new Map(all.toReversed().map((one) => [one.sha256, one]));
      return (sha256: string) => byDigest.get(sha256);
    };
    // Sorted once: each message asks, and an exchange of many agencies has thousands.
    const newest = { verified: newestFirst(agreements), former: newestFirst(former) };
    return {
      all: () => agreements,
      findAgreement: findIn(agreements),
      findFormerAgreement: findIn(former),
      inForce: onDay((day) =>
        newest.verified.filter(({ from, until }) => from <= day && day <= until),
      ),
      begun: (day) => newest.former.filter(({ from }) => from <= day),
    };
  };
  return () => {
    const current = registry();
    const signed = typeof agreements === "function" ? agreements() : agreements;
    const now = clock.now();
    const time = toInstant(now);
    const isSame = verified?.registry === current && verified.signed === signed;
    if (verified === undefined || !isSame || time < verified.from || time >= verified.until) {
      const until = current.keyChanges.find((change) => change > time) ?? NEVER;
      const book = open(current, signed, now);
      verified = { registry: current, signed, from: time, until, book };
    }
    return verified.book;
  };
}

/** Agreements as they verify by the keys that are in force from one time until another. */
interface Verified {
  readonly registry: AgencyRegistry;
  readonly signed: readonly string[];
  /** Instants. */
  readonly from: string;
  readonly until: string;
  readonly book: AgreementBook;
}

const NEVER = "9999-12-31T23:59:59Z";

/** Keeps what was found for the last day that was asked about: nearly all ask about today. */
function onDay<T>(find: (day: string) => T): (day: string) => T {
  let last: { readonly day: string; readonly found: T } | undefined;
  return (day) => {
    if (last?.day !== day) last = { day, found: find(day) };
    return last.found;
  };
}

const newestFirst = (agreements: readonly Agreement[]): readonly Agreement[] =>
  [...agreements].sort((a, b) => compareVersions(b, a));

/**
 * Finds the version of an agreement that has taken the place of another between two agencies, which was in force before a day. A
 * version that admits no message of this program takes no other's place, as while the parties upgrade one after the other.
 */
export const findNewer = (
  { inForce }: Pick<AgreementBook, "inForce">,
  agreement: Agreement,
  { between, day }: { readonly between: readonly string[]; readonly day: string },
): Agreement | undefined =>
  versionsIn(inForce(day))
    .get(agreement.id)
    ?.find((one) => one.from < day && takesPlaceOf(one, agreement, between) && admitsOurs(one));

/**
 * Refuses a message under a version of an agreement in whose place its parties have put another before the day of the message:
 * else its sender could choose the terms that suit it. What only erases and what warns of a threat to life is taken under any.
 *
 * @throws MessageError `MESSAGE_AGREEMENT_SUPERSEDED`.
 */
export function requireNewestAgreement(
  book: AgreementBook,
  { message, agreement }: { readonly message: Draft; readonly agreement: Agreement },
): void {
  const { clear, private: hidden } = message;
  if (isErasure(message) || claimsDanger(clear, hidden["private.urgency"])) return;
  const between = [clear["env.sender.agencyId"], clear["env.recipient.agencyId"]];
  const newer = findNewer(book, agreement, { between, day: clear["env.createdAt"].slice(0, 10) });
  if (newer === undefined) return;
  throw new MessageError("MESSAGE_AGREEMENT_SUPERSEDED", `version ${newer.version} is in force`);
}

function readEach(
  signed: readonly string[],
  read: (jws: string) => Agreement,
  onFault: (error: ProtocolError, jws: string) => void = () => {},
): readonly Agreement[] {
  return signed.flatMap((jws) => {
    try {
      return [read(jws)];
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      onFault(error, jws);
      return [];
    }
  });
}

/**
 * Loads the epochs of a store and brings them up to date. If the disk has no room for new ones, it goes on with what is
 * there, so that messages can be read; then `rotate` throws, and nothing is published.
 *
 * @throws {@link AgencyError} `GATEWAY_STORE_FULL` if there are none yet.
 */
export function createEpochKeys(store: EpochStore, clock: Clock): EpochKeys {
  let epochs = store.load();
  let published: readonly PublishedEpoch[] = [];
  let keys = new Map<string, DecryptionKey>();
  const use = (next: readonly KeyEpoch[]): void => {
    epochs = next;
    keys = new Map(
      epochs.map(({ jwk }) => [jwk.kid, keys.get(jwk.kid) ?? createDecryptionKey(jwk)]),
    );
  };

  const rotate = (mayDestroy: boolean): void => {
    const rotation = rotateEpochs(epochs, clock.now());
    const over = epochs.filter(({ jwk }) => rotation.destroyed.includes(jwk.kid));
    const kept = over.length > 0 && !mayDestroy ? [...over, ...rotation.epochs] : rotation.epochs;
    const same =
      kept.length === epochs.length &&
      kept.every(({ jwk }) => epochs.some((known) => known.jwk.kid === jwk.kid));
    // Stored before it is published: nobody may seal to a key that a crash would lose.
    if (!same) store.save(kept);
    use(kept);
    published = rotation.publish;
  };
  use(epochs);
  try {
    // Only maintenance destroys old keys, since it checks the clock.
    rotate(false);
  } catch (error) {
    const isFull = error instanceof AgencyError && error.code === "GATEWAY_STORE_FULL";
    if (!isFull || epochs.length === 0) throw error;
  }
  return { rotate, findKey: (kid) => keys.get(kid), publish: () => published };
}

/** The facts by which this agency judges a message now. */
export const factsOfNow = ({ registry, agreements, clock, packs }: Judging): AgencyFacts => ({
  registry: registry(),
  findAgreement: agreements().findAgreement,
  findFormerAgreement: agreements().findFormerAgreement,
  // One of an unknown agreement is refused elsewhere.
  requireNewest: (message) => {
    const agreement = agreements().findAgreement(message.clear["env.agreementRef"].sha256);
    if (agreement !== undefined) requireNewestAgreement(agreements(), { message, agreement });
  },
  now: clock.now(),
  packs,
});

interface Judging extends Pick<AgencyFacts, "packs"> {
  readonly registry: () => AgencyRegistry;
  readonly agreements: () => AgreementBook;
  readonly clock: Clock;
}
