import { type EpochStore, type Fetch, httpPartner } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { type Clock, ProtocolError, type Signer } from "@safepassage/core";
import { type AgencyRegistry, verifyEpochs } from "@safepassage/trust";
import { type Finding, finding } from "../findings/finding.ts";

/** Knows whether this gateway is the one at the address that the registry has for its agency. */
export interface EndpointWatch {
  /** Asks there if it is time for that, and waits for no answer. */
  look(): void;
  findings(): readonly Finding[];
}

interface WatchOptions {
  readonly entity: string;
  readonly registry: () => AgencyRegistry;
  readonly signer: Signer;
  readonly epochs: Pick<EpochStore, "load">;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Milliseconds from one question to the next. */
  readonly askMs: number;
  /** Ends a question when the gateway stops. */
  readonly ending: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/**
 * Watches who answers at the agency's own address. Two gateways with one key are there when a backup was brought back on another machine and
 * the first one starts again: partners reach only one, and at the other one officers wait for what never comes.
 *
 * Each gateway makes encryption keys of its own, so those that are published there tell them apart. Where nothing answers, as
 * behind a router that leads nobody back, nothing is found.
 */
export function createEndpointWatch({
  entity,
  registry,
  signer,
  epochs,
  fetch,
  clock,
  askMs,
  ending,
  onError,
}: WatchOptions): EndpointWatch {
  let isElsewhere = false;
  let last = Number.NEGATIVE_INFINITY;
  const ask = async (): Promise<void> => {
    const held = registry();
    const address = held.endpoint(entity);
    if (address === undefined) return;
    const signal = AbortSignal.any([ending, AbortSignal.timeout(MOST_MS)]);
    const partner = httpPartner(fetch, address, { entity, signer, clock });
    const published = await partner.publishedEpochs(signal);
    const found = verifyEpochs(published, { registry: held, entity, now: clock.now() });
    const own = new Set(epochs.load().map(({ jwk }) => jwk.kid));
    isElsewhere = !found.some(({ jwk }) => own.has(jwk.kid));
  };
  return {
    look() {
      if (ending.aborted || performance.now() - last < askMs) return;
      last = performance.now();
      void ask().catch((error: unknown) => {
        // What cannot be asked says nothing of who is there.
        isElsewhere = false;
        if (!(error instanceof ProtocolError)) return onError(error);
        // It may be this gateway that asks for another certificate than it shows: each question is then a line in its own log.
        if (error.code === "GATEWAY_CLIENT_CERTIFICATE_REFUSED") last += REFUSED_MS;
      });
    },
    findings: () =>
      isElsewhere ? [finding("ENDPOINT_ELSEWHERE", FOLDER.config, { place: "/entity" })] : [],
  };
}

const MOST_MS = 30_000;
/** Until the next question where the certificate of the gateway was refused. */
const REFUSED_MS = 86_400_000;
