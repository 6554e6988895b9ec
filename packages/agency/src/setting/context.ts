import type { Clock, Signer } from "@safepassage/core";
import type { PersonNames } from "@safepassage/history";
import type { AgencyRegistry } from "@safepassage/trust";
import type { RulePack } from "@safepassage/validator";
import type { StoreFacts } from "../store/facts.ts";
import type { AgencyStore } from "../store/ports.ts";
import type { ClockWatch } from "./clock-watch.ts";
import type { Reach } from "./failpoints.ts";
import type { Partner } from "./partner.ts";
import type { AgreementBook, EpochKeys, RegistryView } from "./standing.ts";

/** Something that happened, for the operator's log. Codes, ids and digests only. */
export interface LogEvent {
  readonly event: string;
  readonly code?: string;
  /** Digest of a message, or of a sealed package that was refused. */
  readonly ref?: string;
  /** Entity id of the other party. */
  readonly peer?: string;
  /** Of an alarm: the State whose supervisory authority should be told. */
  readonly country?: string;
  /** Of an alarm: entity id of that authority, where the registry has one. */
  readonly authority?: string;
}

/** How often and how long a delivery is tried. Bounded by the delivery deadline in any case. */
export interface RetryOptions {
  /** Milliseconds before the second attempt; doubled for each further one. Default 1,000. */
  readonly baseMs: number;
  /** Longest pause in milliseconds. Default 3,600,000. */
  readonly maxMs: number;
  /** Milliseconds within which an attempt has to be over, both of its requests. Default 30,000. */
  readonly timeoutMs: number;
}

/** What one agency's side of an exchange is made of. */
export interface AgencyContext {
  /** Entity id of this agency. */
  readonly self: string;
  readonly store: AgencyStore;
  readonly signer: Signer;
  readonly epochs: EpochKeys;
  /** The registry. It throws `GATEWAY_REGISTRY_MISSING`, or `GATEWAY_REGISTRY_STALE` past its age. */
  readonly registry: () => AgencyRegistry;
  /** Packs of rules; those of this version where it is left out. */
  readonly packs: readonly RulePack[] | undefined;
  /** The registry whatever its age, to show what was taken under it. */
  readonly registryHeld: () => AgencyRegistry;
  readonly registryView: () => RegistryView;
  readonly clockWatch: ClockWatch;
  readonly agreements: () => AgreementBook;
  readonly clock: Clock;
  /** How a recipient is reached. @throws AgencyError `GATEWAY_RECIPIENT_UNKNOWN`. */
  readonly partnerOf: (recipient: string) => Partner;
  /** A number from 0 up to 1, for the jitter of retries. */
  readonly random: () => number;
  readonly retry: RetryOptions;
  readonly reach: Reach;
  /** Told of every failure that is no protocol error: a bug, a full disk. */
  readonly onError: (error: unknown) => void;
  readonly log: (event: LogEvent) => void;
  /** Key that staff ids are encrypted with, 32 octets. */
  readonly officerKey: Uint8Array;
  /** How persons of the agency's own index are named in the store. */
  readonly personNames: PersonNames;
  /** Days after which no backup of this gateway can open what was erased. */
  readonly backupDays: number;
}

/** The same, with what was read of the store in the place of the store. */
export type FactContext = Omit<AgencyContext, "store"> & { readonly facts: StoreFacts };
