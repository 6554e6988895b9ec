import { type Clock, systemClock, type Verifier } from "@safepassage/core";
import { type AgencyRegistry, type RegistryMark, readRegistry } from "@safepassage/trust";
import { readText } from "./body.ts";
import { GatewayError } from "./gateway-error.ts";
import type { GatewayStore } from "./store.ts";

/** A registry that is fetched again from time to time. */
export interface RegistrySource {
  /** The newest registry that verified. @throws GatewayError `GATEWAY_REGISTRY_MISSING`. */
  current(): AgencyRegistry;
  /**
   * Fetches the registry. One that is older than the newest taken before, also by an earlier process, or does not
   * verify, changes nothing.
   *
   * @throws {@link GatewayError} `GATEWAY_REGISTRY_MISSING`; TrustError; CoreError.
   */
  refresh(): Promise<AgencyRegistry>;
}

/** What a registry is judged by beside its signature. */
export interface RegistrySourceOptions {
  /** The gateway's store, which remembers the newest registry when the process ends. */
  readonly store: Pick<GatewayStore, "mark" | "setMark">;
  readonly clock?: Clock;
}

/** Makes a source over one address. The verifier is the registry's own key, known beforehand. */
export function createRegistrySource(
  url: string,
  verifier: Verifier,
  fetch: (request: Request) => Promise<Response>,
  { store, clock = systemClock }: RegistrySourceOptions,
): RegistrySource {
  let held: AgencyRegistry | undefined;
  let text = "";
  return {
    current() {
      if (held === undefined) throw missing("no registry was fetched yet");
      return held;
    },
    async refresh() {
      const response = await fetch(new Request(url)).catch((cause: unknown) => {
        throw missing("the registry did not answer", cause);
      });
      if (response.status !== 200) throw missing("the registry answered with an error");
      const fetched = await readText(response, MAX_REGISTRY);
      if (held !== undefined && fetched === text) return held;
      const newest = readMark(store);
      const { registry, mark } = readRegistry(fetched, verifier, {
        now: clock.now(),
        ...(newest === undefined ? {} : { newest }),
      });
      // Before it is used: what was judged by it must not be undone by a restart.
      if (mark.issuedAt !== newest?.issuedAt) store.setMark(MARK, JSON.stringify(mark));
      // The same text signed again is the same registry, so that nothing is verified again for it.
      if (held === undefined || mark.digest !== newest?.digest) held = registry;
      text = fetched;
      return held;
    },
  };
}

function readMark(store: Pick<GatewayStore, "mark">): RegistryMark | undefined {
  const stored = store.mark(MARK);
  return stored === undefined ? undefined : (JSON.parse(stored) as RegistryMark);
}

function missing(message: string, cause?: unknown): GatewayError {
  return new GatewayError("GATEWAY_REGISTRY_MISSING", message, { cause });
}

const MARK = "registry";
const MAX_REGISTRY = 8_388_608;
