import { type EventName, HELD_BACK, type LogEvent } from "@safepassage/agency";
import type { Standing } from "../metrics/figures.ts";

/** Something about the gateway that lasts until somebody mends it. */
export interface Condition {
  /** Event and what it is about: of two with one key there is only one. */
  readonly key: string;
  readonly event: LogEvent;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Keeps what lasts. */
export interface Conditions {
  /** Learns from the log how deliveries to each partner go. */
  hear(event: LogEvent): void;
  /** Learns how a way of telling alarms goes. @param code - Left out if it works. */
  setChannel(channel: string, failures: number, code: string | undefined): void;
  /** The ways that have failed some times in a row, and told nothing since. */
  failingChannels(): readonly string[];
  /** Takes what the store has kept from before. */
  restore(kept: readonly Condition[]): void;
  /** Looks at the gateway. Returns all that lasts, what has begun and what is over since the last look. */
  look(standing: Standing): Found;
  /** The store could not be looked at: all that lasted is taken to last. @param code - Of the failure. */
  lookInVain(code: string): Found;
}

/** What a look has found. */
export interface Found {
  readonly lasting: readonly Condition[];
  readonly begun: readonly Condition[];
  readonly over: readonly Condition[];
}

/**
 * Makes the conditions of a gateway: without registry, registry too old or soon so, clock in doubt, disk full, nearly full or away, database in an
 * earlier state, backup late, log not written, not ready for another reason, something ends soon, an agreement that does not verify, another gateway at its address, no delivery
 * to a partner for an hour, a way of telling that fails.
 *
 * @param daysBefore - How long before its end something ends soon.
 */
export function createConditions({
  now,
  monotonic,
  daysBefore,
}: {
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets: how long something has lasted goes by it. */
  readonly monotonic: () => number;
  readonly daysBefore: number;
}): Conditions {
  /** For each partner with failed attempts since the last that was answered: the first and the last of them, by the monotonic clock. */
  const failing = new Map<string, { first: number; last: number; code: string | undefined }>();
  const channels = new Map<string, string>();
  /** Of each message that was read in an emergency, the first reading that the store has not recorded yet. */
  const unrecorded = new Map<string, LogEvent>();
  let known = new Map<string, Condition>();
  /** Since when, by the monotonic clock, each reason not to be ready has been found by all looks, by its code. */
  let reasonsSince = new Map<string, number>();

  const deliveriesNow = (): readonly LogEvent[] =>
    [...failing].flatMap(([peer, { first, last, code }]): readonly LogEvent[] => {
      // Nothing was tried for long: what waited is gone.
      const at = monotonic();
      if (at - last > FORGET_MS) failing.delete(peer);
      if (at - last > FORGET_MS || at - first < FAILING_MS) return [];
      return [{ event: "deliveriesFail", peer, ...(code !== undefined && { code }) }];
    });
  const reasonsNow = ({ reasons }: Standing): readonly LogEvent[] => {
    const before = reasonsSince;
    reasonsSince = new Map(reasons.map(({ code }) => [code, before.get(code) ?? monotonic()]));
    return reasons
      .filter(
        ({ code }) =>
          code === STOLEN || monotonic() - (reasonsSince.get(code) ?? 0) >= NOT_READY_MS,
      )
      .flatMap(({ code, file }): readonly LogEvent[] => {
        if (code === MISSING) return [{ event: "registryMissing" }];
        return OF_OWN.test(code) ? [] : [{ event: "notReady", code, ref: file }];
      });
  };
  const eventsNow = (standing: Standing): readonly LogEvent[] => {
    const { isStoreFull, lowDisks, isEarlier, logFailure, clock, ends, registry } = standing;
    return [
      ...(registry.state === "stale" ? [withRef("registryStale", registry.issuedAt)] : []),
      ...(isLate(standing) ? [withRef("registryEnds", registry.usableUntil)] : []),
      ...reasonsNow(standing),
      ...(clock?.state === "implausible" ? [withRef("clockImplausible", clock.expected)] : []),
      ...(isStoreFull ? [FULL] : []),
      ...(standing.isElsewhere ? [{ event: "endpointElsewhere" } as const] : []),
      ...(standing.isBackupLate ? [{ event: "backupLate" } as const] : []),
      ...(isEarlier ? [{ event: "databaseEarlier" } as const] : []),
      ...lowDisks.map((folder) => withRef("diskLow", folder)),
      ...(logFailure === undefined ? [] : [{ event: "logFails", code: logFailure } as const]),
      ...ends
        .filter(({ daysLeft }) => daysLeft < daysBefore)
        .map(({ kind, name }) => withRef(ENDS[kind], name)),
      ...standing.agreements.map(({ code, file }) => withRef(AGREEMENTS[code], file)),
      ...deliveriesNow(),
      ...unrecorded.values(),
      ...[...channels].map(
        ([channel, code]): LogEvent => ({ event: "alarmsUntold", channel, code }),
      ),
    ];
  };

  const become = (events: readonly LogEvent[]): Found => {
    const next = new Map<string, Condition>();
    for (const event of events) {
      const key = keyOf(event);
      const { since = now(), ...one } = known.get(key) ?? { key, event };
      // What began under a clock that was ahead began now: else it would be another alarm at each look, until that time.
      next.set(key, { ...one, since: Math.min(since, now()) });
    }
    const begun = [...next.values()].filter(({ key }) => !known.has(key));
    const over = [...known.values()].filter(({ key }) => !next.has(key));
    known = next;
    return { lasting: [...next.values()], begun, over };
  };

  return {
    hear(heard) {
      const { event, peer, code, own, ref } = heard;
      if (event === "glassBroken" && ref !== undefined) {
        if (own === true) unrecorded.set(ref, { event, ref, ...(code !== undefined && { code }) });
        else unrecorded.delete(ref);
      }
      if (peer === undefined) return;
      const isAnswered = event === "delivered" || event === "decided";
      if (isAnswered || (event === "refused" && own === true)) failing.delete(peer);
      if ((event !== "sending" && event !== "queued") || code === undefined) return;
      if (NOT_OF_PARTNER.has(code)) return;
      const last = monotonic();
      const { first = last } = failing.get(peer) ?? {};
      if (failing.has(peer) || failing.size < MOST_PEERS) {
        failing.set(peer, { first, last, code });
      }
    },
    setChannel(channel, failures, code) {
      if (failures >= FAILURES && code !== undefined) channels.set(channel, code);
      if (failures === 0) channels.delete(channel);
    },
    failingChannels: () => [...channels.keys()],
    restore(kept) {
      known = new Map(kept.map((condition) => [condition.key, condition]));
      const last = monotonic();
      for (const { event } of kept) {
        const { peer, code, channel } = event;
        // It lasts until that way has told something.
        if (channel !== undefined && code !== undefined) channels.set(channel, code);
        const reason = event.event === "registryMissing" ? MISSING : code;
        if (REASONS.has(event.event) && reason !== undefined)
          reasonsSince.set(reason, last - NOT_READY_MS);
        if (event.event !== "deliveriesFail" || peer === undefined || failing.has(peer)) continue;
        failing.set(peer, { first: last - FAILING_MS, last, code });
      }
    },
    look: (standing) => become(eventsNow(standing)),
    lookInVain: (code) =>
      become([
        ...[...known.values()].map(({ event }) => event),
        ...unrecorded.values(),
        code === FULL.code ? FULL : { event: "storeFails", code },
      ]),
  };
}

/** The code of an error changes while the same thing lasts; that of a reason is the thing itself. */
const keyOf = ({ event, ref = "", peer = "", channel = "", code = "" }: LogEvent): string =>
  [event, ref, peer, channel, event === "notReady" ? code : ""].join(" ").trimEnd();

const withRef = (event: EventName, ref: string | undefined): LogEvent => ({
  event,
  ...(ref !== undefined && { ref }),
});

/** Whether two thirds of the time for which a registry may be used are over, and no newer one has come. */
function isLate({ registry, at }: Standing): boolean {
  const { state, issuedAt = "", usableUntil = "" } = registry;
  const [from, until] = [Date.parse(issuedAt), Date.parse(usableUntil)];
  return state === "current" && at.getTime() >= from + ((until - from) * 2) / 3;
}

const AGREEMENTS = {
  AGREEMENT_INVALID: "agreementFails",
  AGREEMENT_KEY_ENDS: "agreementKeyEnds",
} as const satisfies Readonly<Record<Standing["agreements"][number]["code"], EventName>>;

const ENDS = {
  certificate: "certificateEnds",
  authority: "clientAuthorityEnds",
  agreement: "agreementEnds",
  key: "keyEnds",
} as const satisfies Readonly<Record<Standing["ends"][number]["kind"], EventName>>;

/** Nobody asks the partner for these: one message is held back here, or there is an alarm about this gateway itself. */
const NOT_OF_PARTNER: ReadonlySet<string> = new Set(
  [...HELD_BACK].filter((code) => code !== "GATEWAY_RECIPIENT_UNKNOWN"),
);
const FULL: LogEvent = { event: "storeFull", code: "GATEWAY_STORE_FULL" };
const FAILING_MS = 3_600_000;
/** Twice the longest pause between attempts. */
const FORGET_MS = 7_200_000;
const NOT_READY_MS = 900_000;
const MISSING = "REGISTRY_MISSING";
/** Told at once: somebody else may sign as this agency. */
const STOLEN = "TRUST_KEY_COMPROMISED";
/** Reasons that are alarms of their own at once. */
const OF_OWN = /^(?:STORE_FULL|GATEWAY_STORE_\w+|REGISTRY_STALE|CLOCK_IMPLAUSIBLE)$/;
const REASONS: ReadonlySet<EventName> = new Set(["registryMissing", "notReady"]);
/** Failed attempts in a row after which a way of telling counts as failing. */
const FAILURES = 3;
const MOST_PEERS = 256;
