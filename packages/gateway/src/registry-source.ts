import type { Verifier } from "@safepassage/core";
import { type AgencyRegistry, verifyRegistry } from "@safepassage/trust";
import { readText } from "./body.ts";
import { GatewayError } from "./gateway-error.ts";

/** A registry that is fetched again from time to time. */
export interface RegistrySource {
  /** The newest registry that verified. @throws GatewayError `GATEWAY_REGISTRY_MISSING`. */
  current(): AgencyRegistry;
  /**
   * Fetches the registry. One that is older than the one held, or does not verify, changes nothing.
   *
   * @throws {@link GatewayError} `GATEWAY_REGISTRY_MISSING`; TrustError; CoreError.
   */
  refresh(): Promise<AgencyRegistry>;
}

/** Makes a source over one address. The verifier is the registry's own key, known beforehand. */
export function createRegistrySource(
  url: string,
  verifier: Verifier,
  fetch: (request: Request) => Promise<Response>,
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
      held = verifyRegistry(
        fetched,
        verifier,
        held === undefined ? {} : { notOlderThan: held.issuedAt },
      );
      text = fetched;
      return held;
    },
  };
}

function missing(message: string, cause?: unknown): GatewayError {
  return new GatewayError("GATEWAY_REGISTRY_MISSING", message, { cause });
}

const MAX_REGISTRY = 8_388_608;
