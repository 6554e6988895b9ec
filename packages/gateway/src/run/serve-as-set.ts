import { listenFinding } from "../check/check-ports.ts";
import type { Gateway } from "../gateway.ts";
import type { Operation } from "../operation.ts";
import { type ServedGateway, serveGateway } from "../serve/serve-gateway.ts";
import type { openParts } from "./open-parts.ts";
import { setupInvalid } from "./setup-invalid.ts";

/** Serves a gateway at the ports and within the bounds that its settings name. @throws GatewayError `GATEWAY_SETUP_INVALID`. */
export async function serveAsSet(
  gateway: Gateway,
  {
    settings,
    ...how
  }: {
    readonly settings: Settings;
    readonly tls: ReturnType<typeof openParts>["tls"];
    readonly pollMs: number;
    readonly operation: Operation;
  },
): Promise<ServedGateway> {
  const { listen, local, limits = {}, drainSeconds = 5 } = settings;
  try {
    return await serveGateway(gateway, {
      ...how,
      ...{ port: listen.port, localPort: local.port, graceMs: drainSeconds * 1000 },
      ...(listen.host !== undefined && { hostname: listen.host }),
      ...(limits.connections !== undefined && { maxConnections: limits.connections }),
      ...(limits.bodySeconds !== undefined && { bodyTimeoutMs: limits.bodySeconds * 1000 }),
    });
  } catch (error) {
    await gateway.close();
    const failure = error as NodeJS.ErrnoException & { address?: string; port?: number };
    if (failure.syscall !== "listen") throw error;
    throw setupInvalid([listenFinding(settings, failure)]);
  }
}

type Settings = ReturnType<typeof openParts>["settings"];
