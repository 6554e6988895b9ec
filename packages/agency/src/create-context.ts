import { type Clock, type Signer, systemClock, toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import type { RulePack } from "@safepassage/validator";
import { carryOut, visibleLog } from "./effects/effect.ts";
import type { Fetch } from "./send/fetch-text.ts";
import { httpPartner } from "./send/http-partner.ts";
import { AgencyError } from "./setting/agency-error.ts";
import { createClockWatch, systemMonotonic } from "./setting/clock-watch.ts";
import type { AgencyContext, LogEvent, RetryOptions } from "./setting/context.ts";
import { type Reach, reachNothing } from "./setting/failpoints.ts";
import { createPersonNames } from "./setting/person-name.ts";
import {
  boundAge,
  createAgreements,
  createEpochKeys,
  type EpochStore,
} from "./setting/standing.ts";
import type { AgencyStore } from "./store/ports.ts";

/** What one agency's side of an exchange is made of. */
export interface AgencyOptions {
  /** Entity id of this agency. */
  readonly entity: string;
  readonly store: AgencyStore;
  readonly signer: Signer;
  /** Where the private encryption keys lie. */
  readonly epochs: EpochStore;
  /** The registry as it stands now. It may throw `GATEWAY_REGISTRY_MISSING`. */
  readonly registry: () => AgencyRegistry;
  /** Days from its `issuedAt` on that a registry is used; then nothing is accepted or sent. Default 14. */
  readonly registryMaxAgeDays?: number;
  /** Signed agreements, each the text that `signAgreement` returns. */
  readonly agreements: readonly string[];
  /**
   * 32 octets, to encrypt staff ids with, and to name persons in the store. With another key nobody
   * is known again until what was noted with this one is erased.
   */
  readonly officerKey: Uint8Array;
  /** Packs of rules, `[...DEFAULT_PACKS, mine]`. Default: those of this version. */
  readonly packs?: readonly RulePack[] | undefined;
  /** Days after which no backup can open what was erased. Goes into certificates. Default 30. */
  readonly backupDays?: number;
  readonly clock?: Clock;
  /** Milliseconds of a clock that nobody sets, to see the other one jump by. */
  readonly monotonic?: () => number;
  /** Sends requests to other agencies. Give it the signal: `(request, init) => fetch(request, init)`. */
  readonly fetch?: Fetch;
  readonly random?: () => number;
  readonly retry?: Partial<RetryOptions>;
  /** Codes and digests only; never a value of a message. */
  readonly log?: (event: LogEvent) => void;
  /**
   * Told of failures that are no protocol errors, with their stacks. The other side gets a bare 500.
   * It gets the error as it is: write it through `visible` of `@safepassage/core`, since others may have
   * chosen its words.
   */
  readonly onError?: (error: unknown) => void;
  /** For tests: where to die. */
  readonly reach?: Reach;
}

/**
 * Puts together what one agency's side of an exchange shares.
 *
 * @throws RangeError for an officer key of the wrong length; TrustError if stored epochs are not readable.
 */
export function createAgencyContext(options: AgencyOptions): AgencyContext {
  const {
    entity: self,
    store,
    clock = systemClock,
    backupDays = 30,
    reach = reachNothing,
  } = options;
  const log = visibleLog(options.log ?? (() => {}));
  const onError = options.onError ?? (() => {});
  if (options.officerKey.length !== 32) throw new RangeError("the officer key has 32 octets");
  const { monotonic = systemMonotonic, registryMaxAgeDays: maxAgeDays = 14 } = options;
  // Recorded and logged once for each registry. Nobody waits for it: whoever asks gets the error.
  const onStale = (ref: string, at: Date): void => {
    const event = { kind: "registryStale", at: toInstant(at), ref };
    const line = { event: "registryStale", code: "GATEWAY_REGISTRY_STALE", ref };
    const effects = [{ does: "event", event, once: true, log: line } as const];
    carryOut({ store, reach, log }, async () => ({ effects, value: undefined })).catch(onError);
  };
  const registry = boundAge(options.registry, { clock, maxAgeDays, onStale });
  return {
    self,
    store,
    signer: options.signer,
    epochs: createEpochKeys(options.epochs, clock),
    registry: registry.current,
    registryHeld: options.registry,
    registryView: registry.view,
    clockWatch: createClockWatch({ clock, monotonic, store, log }),
    agreements: createAgreements(options, { clock, log }),
    clock,
    partnerOf(recipient) {
      const address = registry.current().endpoint(recipient);
      if (address === undefined) {
        throw new AgencyError("GATEWAY_RECIPIENT_UNKNOWN", "the registry has no address for it");
      }
      return httpPartner(options.fetch ?? ((request, init) => fetch(request, init)), address);
    },
    random: options.random ?? Math.random,
    retry: { ...RETRY, ...options.retry },
    reach,
    log,
    onError,
    officerKey: options.officerKey,
    personNames: createPersonNames(options.officerKey),
    backupDays,
    packs: options.packs,
  };
}

const RETRY: RetryOptions = { baseMs: 1000, maxMs: 3_600_000, timeoutMs: 30_000 };
