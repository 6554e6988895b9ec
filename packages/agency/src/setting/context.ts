import type { Clock, Signer } from "@safepassage/core";
import type { PersonNames } from "@safepassage/history";
import type { AgencyRegistry } from "@safepassage/trust";
import type { RulePack } from "@safepassage/validator";
import type { StoreFacts } from "../store/facts.ts";
import type { AgencyStore } from "../store/ports.ts";
import type { ClockWatch } from "./clock-watch.ts";
import type { EpochKeys } from "./epoch-keys.ts";
import type { Reach } from "./failpoints.ts";
import type { Labels } from "./labels.ts";
import type { Log } from "./log-event.ts";
import type { Observe } from "./observe.ts";
import type { VerifiedPartner } from "./partner.ts";
import type { AgreementBook, RegistryView } from "./standing.ts";

/** How often and how long a delivery is tried. The delivery deadline always ends it. */
export interface RetryOptions {
  /** Milliseconds before the second attempt; doubled for each later one. Default 1,000. */
  readonly baseMs: number;
  /** Longest pause in milliseconds. Default 3,600,000. */
  readonly maxMs: number;
  /** Most milliseconds for an attempt, with both of its requests. Default 30,000. */
  readonly timeoutMs: number;
}

/** What all parts of one agency's side of an exchange share. */
export interface AgencyContext {
  /** Entity id of this agency. */
  readonly self: string;
  readonly store: AgencyStore;
  readonly signer: Signer;
  readonly epochs: EpochKeys;
  /** The registry. It throws `GATEWAY_REGISTRY_MISSING`, or `GATEWAY_REGISTRY_STALE` past its age. */
  readonly registry: () => AgencyRegistry;
  /** Packs of rules, `[...DEFAULT_PACKS, mine]`. Default: those of this version. */
  readonly packs: readonly RulePack[] | undefined;
  /** The registry at any age, to show what was taken in under it. */
  readonly registryHeld: () => AgencyRegistry;
  readonly registryView: () => RegistryView;
  readonly clockWatch: ClockWatch;
  readonly agreements: () => AgreementBook;
  readonly clock: Clock;
  /** Called after something was queued: it can be delivered at once. */
  readonly wake: () => void;
  /** Called after something was committed that those who follow the messages are told. */
  readonly onChange: () => void;
  /** How a recipient is reached. @throws AgencyError `GATEWAY_RECIPIENT_UNKNOWN`. */
  readonly partnerOf: (recipient: string) => VerifiedPartner;
  /** A number from 0 up to 1, for the jitter of retries. */
  readonly random: () => number;
  readonly retry: RetryOptions;
  /** For tests: where to die. */
  readonly reach: Reach;
  /**
   * Gets every failure that is no protocol error, such as a bug or a full disk; the other side gets a bare 500.
   * Write the error through `visible` of `@safepassage/core`, since others may have chosen its words.
   */
  readonly onError: (error: unknown) => void;
  readonly log: Log;
  /** Watches pieces of work, for metrics and traces. */
  readonly observe: Observe;
  /**
   * 32 octets, to encrypt staff ids, and to name persons in the store. Under another key nobody
   * is recognised until the notes under this one are erased.
   */
  readonly officerKey: Uint8Array;
  /** How persons of the agency's own index are named in the store. */
  readonly personNames: PersonNames;
  /** Names the cases and persons that messages are found by. */
  readonly labels: Labels;
  /** Most octets that one partner may have taken in within a day; as many again of what is urgent. */
  readonly partnerDayOctets: number;
  /** Days after which no backup can open erased data. Goes into certificates. Default 30. */
  readonly backupDays: number;
}

/** An {@link AgencyContext} with facts instead of the store. */
export type FactContext = Omit<AgencyContext, "store"> & { readonly facts: StoreFacts };
