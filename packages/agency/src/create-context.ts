import { systemClock, toInstant, visible } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { nobody } from "./effects/shared/alarms.ts";
import { carryOut, noteEvent } from "./effects/shared/effect.ts";
import type { Fetch } from "./send/deliver/fetch-text.ts";
import { httpPartner } from "./send/deliver/http-partner.ts";
import { rememberEpochs } from "./send/deliver/known-epochs.ts";
import { soundFetch } from "./send/deliver/sound-fetch.ts";
import { AgencyError } from "./setting/agency-error.ts";
import { createClockWatch } from "./setting/clock-watch.ts";
import type { AgencyContext, RetryOptions } from "./setting/context.ts";
import type { EpochStore } from "./setting/epoch-keys.ts";
import { createLabels } from "./setting/labels.ts";
import type { LogEvent } from "./setting/log-event.ts";
import { unobserved } from "./setting/observe.ts";
import { createPersonNames } from "./setting/person-name.ts";
import { boundAge, createAgreements, createEpochKeys } from "./setting/standing.ts";

/** What one agency's side of an exchange is made from. */
export interface AgencyOptions
  extends Pick<AgencyContext, "store" | "signer" | "officerKey">,
    Partial<
      Pick<
        AgencyContext,
        | "packs"
        | "backupDays"
        | "partnerDayOctets"
        | "clock"
        | "random"
        | "log"
        | "onError"
        | "observe"
        | "reach"
        | "wake"
        | "onChange"
      >
    > {
  /** Entity id of this agency. */
  readonly entity: string;
  /** Where the private encryption keys lie. */
  readonly epochs: EpochStore;
  /** The current registry. It may throw `GATEWAY_REGISTRY_MISSING`. */
  readonly registry: () => AgencyRegistry;
  /** Most days since its `issuedAt` that a registry is used; then nothing is accepted or sent. Default 14. */
  readonly registryMaxAgeDays?: number;
  /**
   * Signed agreements, each the text that `signAgreement` returns. A function is asked whenever they are needed, and
   * returns the same list until another one counts.
   */
  readonly agreements: readonly string[] | (() => readonly string[]);
  /** Milliseconds of a clock that nobody sets, to notice jumps of the other one. */
  readonly monotonic?: () => number;
  /** Sends requests to other agencies. Give it the signal: `(request, init) => fetch(request, init)`. */
  readonly fetch?: Fetch;
  readonly retry?: Partial<RetryOptions>;
}

/**
 * Makes what all parts of one agency's side of an exchange share.
 *
 * @throws RangeError for an officer key of the wrong length; TrustError if stored epochs are not readable.
 */
export function createAgencyContext(options: AgencyOptions): AgencyContext {
  const { entity: self, store, officerKey, reach = () => {}, onError = () => {} } = options;
  const { observe = unobserved } = options;
  const { clock = systemClock, monotonic = () => performance.now(), backupDays = 30 } = options;
  const { registryMaxAgeDays: maxAgeDays = 14, random = Math.random } = options;
  const log = options.log === undefined ? nobody : visibleLog(options.log);
  if (officerKey.length !== 32) throw new RangeError("the officer key has 32 octets");
  // Recorded and logged once for each registry. The caller gets the error without waiting for that.
  const onStale = (ref: string, at: Date): void => {
    const line = { event: "registryStale", code: "GATEWAY_REGISTRY_STALE", ref } as const;
    const effects = [noteEvent("registryStale", toInstant(at), ref, { once: true, log: line })];
    const context = { store, clock, reach, log, observe, wake: () => {}, onChange: () => {} };
    carryOut(context, async () => ({ effects, value: undefined })).catch(onError);
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
    partnerOf: rememberEpochs(monotonic, (recipient) => {
      const address = registry.current().endpoint(recipient);
      if (address === undefined) {
        throw new AgencyError("GATEWAY_RECIPIENT_UNKNOWN", "the registry has no address for it");
      }
      const own = { entity: self, signer: options.signer, clock };
      return httpPartner(options.fetch ?? soundFetch, address, own);
    }),
    wake: options.wake ?? (() => {}),
    onChange: options.onChange ?? (() => {}),
    random,
    retry: { ...RETRY, ...options.retry },
    reach,
    log,
    onError,
    observe,
    officerKey,
    personNames: createPersonNames(officerKey),
    labels: createLabels(officerKey),
    backupDays,
    partnerDayOctets: options.partnerDayOctets ?? PARTNER_DAY_OCTETS,
    packs: options.packs,
  };
}

/**
 * Wraps a log, and makes every invisible character visible.
 *
 * Another agency has sent some of the text, and an operator reads it on a screen.
 */
export function visibleLog(log: (event: LogEvent) => void): (event: LogEvent) => void {
  return (event) => {
    const told = Object.entries(event).map(([name, text]) => [
      name,
      typeof text === "string" ? visible(text) : text,
    ]);
    log(Object.fromEntries(told) as unknown as LogEvent);
  };
}

/** 256 MiB: some 24,000 ordinary messages. They take about twice as much of the disk. */
const PARTNER_DAY_OCTETS = 268_435_456;
const RETRY: RetryOptions = { baseMs: 1000, maxMs: 3_600_000, timeoutMs: 30_000 };
