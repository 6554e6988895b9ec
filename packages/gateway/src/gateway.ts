import { type Clock, ProtocolError, type Signer, systemClock, toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import { type AgreementBook, createAgreementBook } from "./agreements.ts";
import { createClockWatch, systemMonotonic } from "./clock-watch.ts";
import type { GatewayContext, GatewayLogEvent, RetryOptions } from "./context.ts";
import { carryOut } from "./effect.ts";
import { createEpochKeys, type EpochStore } from "./epochs.ts";
import { type Reach, reachNothing } from "./failpoints.ts";
import type { Fetch } from "./fetch-text.ts";
import { localRoutes } from "./local-routes.ts";
import { createMaintenance } from "./maintenance.ts";
import { createPersonNames } from "./person-name.ts";
import { publicRoutes } from "./public-routes.ts";
import { boundAge } from "./registry-age.ts";
import { createSender, type Sender } from "./sender.ts";
import type { AgencyStore } from "./store.ts";
import type { LocalTokens } from "./tokens.ts";
import { visibleLog } from "./visible-log.ts";

/** What a gateway is made of. */
export interface GatewayOptions {
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
  readonly tokens: LocalTokens;
  /** Days after which no backup can open what was erased. Goes into certificates. Default 30. */
  readonly backupDays?: number;
  readonly clock?: Clock;
  /** Milliseconds of a clock that nobody sets, to see the other one jump by. */
  readonly monotonic?: () => number;
  /** Sends requests to other agencies. Give it the signal: `(request, init) => fetch(request, init)`. */
  readonly fetch?: Fetch;
  readonly random?: () => number;
  readonly retry?: Partial<RetryOptions>;
  /**
   * Most octets of bodies that are held at once while they are received, those of partners and those of one's own
   * systems each. Default 64 MiB.
   */
  readonly maxHeldOctets?: number;
  /** Codes and digests only; never a value of a message. */
  readonly log?: (event: GatewayLogEvent) => void;
  /**
   * Told of failures that are no protocol errors, with their stacks. The other side gets a bare 500.
   * It gets the error as it is: write it through `visible` of `@safepassage/core`, since others may have
   * chosen its words.
   */
  readonly onError?: (error: unknown) => void;
  /** For tests: where to die. */
  readonly reach?: Reach;
}

/** A gateway of one agency. Serve {@link fetch} to other agencies, {@link localFetch} to none. */
export interface Gateway {
  /** Answers other agencies. */
  fetch(request: Request): Promise<Response>;
  /** Answers the agency's own systems. */
  localFetch(request: Request): Promise<Response>;
  readonly sender: Sender;
  /**
   * Rotates keys, forgets old message ids, erases what is due. Call it at least once a day. Requests are answered
   * between its parts.
   */
  maintain(): Promise<void>;
  /** Closes the store. Wait for `sender.stop()` first. */
  close(): Promise<void>;
}

/**
 * Makes the gateway of an agency: inbox, outbox, receipts, erasure.
 *
 * @throws RangeError for keys or tokens of the wrong length; TrustError if stored epochs are not
 *   readable.
 * @see `docs/spec/gateway.md`
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { entity: self, clock = systemClock, backupDays = 30, reach = reachNothing } = options;
  const { store } = options;
  const log = visibleLog(options.log ?? (() => {}));
  if (options.officerKey.length !== 32) throw new RangeError("the officer key has 32 octets");
  const { monotonic = systemMonotonic, registryMaxAgeDays: maxAgeDays = 14 } = options;
  const clockWatch = createClockWatch({ clock, monotonic, store, log });
  const epochs = createEpochKeys(options.epochs, clock);
  const onError = options.onError ?? (() => {});
  // Recorded and logged once for each registry. Nobody waits for it: whoever asks gets the error.
  const onStale = (ref: string, at: Date): void => {
    const event = { kind: "registryStale", at: toInstant(at), ref };
    const line = { event: "registryStale", code: "GATEWAY_REGISTRY_STALE", ref };
    const effects = [{ does: "event", event, once: true, log: line } as const];
    carryOut({ store, reach, log }, async () => ({ effects, value: undefined })).catch(onError);
  };
  const registry = boundAge(options.registry, { clock, maxAgeDays, onStale });
  const context: GatewayContext = {
    self,
    store,
    signer: options.signer,
    epochs,
    registry: registry.current,
    registryHeld: options.registry,
    registryView: registry.view,
    clockWatch,
    agreements: createAgreements(options, clock, log),
    clock,
    fetch: options.fetch ?? ((request, init) => fetch(request, init)),
    random: options.random ?? Math.random,
    retry: { ...RETRY, ...options.retry },
    reach,
    log,
    onError,
    maxHeldOctets: options.maxHeldOctets ?? 67_108_864,
    officerKey: options.officerKey,
    personNames: createPersonNames(options.officerKey),
    backupDays,
  };
  const sender = createSender(context);
  const maintenance = createMaintenance(context);
  const outside = publicRoutes(context);
  const inside = localRoutes(context, sender, options.tokens);
  return {
    fetch: async (request) => outside.fetch(request),
    localFetch: async (request) => inside.fetch(request),
    sender,
    maintain: maintenance.run,
    close() {
      maintenance.stop();
      return store.close();
    },
  };
}

/** Agreements, verified anew whenever the registry is another: keys may have been revoked. */
function createAgreements(
  { agreements: signed, registry }: GatewayOptions,
  clock: Clock,
  log: (event: GatewayLogEvent) => void,
): () => AgreementBook {
  let verified: { registry: AgencyRegistry; book: AgreementBook } | undefined;
  return () => {
    const current = registry();
    if (verified?.registry !== current) {
      const onInvalid = (error: unknown): void =>
        log({
          event: "agreementInvalid",
          ...(error instanceof ProtocolError ? { code: error.code } : {}),
        });
      const book = createAgreementBook(signed, current, { at: clock.now(), onInvalid });
      verified = { registry: current, book };
    }
    return verified.book;
  };
}

const RETRY: RetryOptions = { baseMs: 1000, maxMs: 3_600_000, timeoutMs: 30_000 };
