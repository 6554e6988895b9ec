import {
  type AgencyContext,
  acceptReceipt,
  publishEpochs,
  receivePackage,
} from "@safepassage/agency";
import { Hono } from "hono";
import { GatewayError } from "./gateway-error.ts";
import type { HeldBodies } from "./held-bodies.ts";
import { toProblem } from "./problem.ts";

/**
 * Makes the routes for other agencies.
 *
 * @see `docs/spec/gateway.md#public-routes`
 */
export function publicRoutes(context: AgencyContext, bodies: HeldBodies): Hono {
  return new Hono()
    .post("/inbox", async (c) => {
      requireType(c.req.header("content-type"), "application/jose");
      const octets = await bodies.readOctets(c.req.raw, MAX_SEALED);
      const { receipts } = await receivePackage(context, octets);
      return c.json({ receipts }, 200, NO_STORE);
    })
    .post("/receipts", async (c) => {
      requireType(c.req.header("content-type"), "application/jwt");
      await acceptReceipt(context, await bodies.readText(c.req.raw, MAX_RECEIPT));
      return c.body(null, 204);
    })
    .get("/.well-known/spp-epochs", (c) => {
      const jwt = publishEpochs(context);
      return c.body(jwt, 200, { "content-type": "application/jwt", ...NO_STORE });
    })
    .get("/health", async (c) => {
      // No counts: they would tell each partner how much this agency exchanges in all.
      const status = await statusOf(context);
      return c.json({ status }, status === "ready" ? 200 : 503, NO_STORE);
    })
    .notFound((c) => toProblem(new GatewayError("GATEWAY_ROUTE_UNKNOWN", "no such route"), c))
    .onError((error, c) => toProblem(error, c, context));
}

/** Refuses another media type than the expected one. None of ours has parameters. */
export function requireType(given: string | undefined, expected: string): void {
  if (given?.trim().toLowerCase() !== expected) {
    throw new GatewayError("GATEWAY_CONTENT_TYPE_WRONG", `not ${expected}`);
  }
}

/** Whether the gateway can judge and store. Nothing is refused while it cannot. */
export async function statusOf({
  registryView,
  store,
}: Pick<AgencyContext, "registryView" | "store">): Promise<
  "ready" | "starting" | "registryStale" | "storeFull"
> {
  if (await store.isFull?.()) return "storeFull";
  const { state } = registryView();
  if (state === "missing") return "starting";
  return state === "stale" ? "registryStale" : "ready";
}

/** More than opening accepts, so that opening itself refuses, with a receipt. */
const MAX_SEALED = 2_097_152;
/** More than reading accepts, as for packages. */
const MAX_RECEIPT = 131_072;
export const NO_STORE = { "cache-control": "no-store" };
