import {
  type AgencyContext,
  type Authenticated,
  acceptReceipt,
  authenticate,
  receivePackage,
  type SocketPeer,
} from "@safepassage/agency";
import { decodeUtf8 } from "@safepassage/core";
import { type Context, Hono } from "hono";
import { GatewayError } from "./gateway-error.ts";
import { createHeldBodies } from "./held-bodies.ts";
import { createOwners, type PartnerLimits } from "./owners.ts";
import { toProblem } from "./problem.ts";
import { createPublishedEpochs } from "./published-epochs.ts";

/** What the server knows of the other side beside the request. */
type Env = { readonly Bindings: { readonly socketPeer?: SocketPeer | undefined } };

/**
 * Makes the routes for other agencies. Who makes a request is found out before its body is read.
 *
 * @see `docs/spec/gateway.md#public-routes`
 */
export function publicRoutes(
  context: AgencyContext,
  {
    maxHeldOctets,
    limits,
  }: { readonly maxHeldOctets: number; readonly limits: PartnerLimits | undefined },
): Hono<Env> {
  const bodies = createHeldBodies(maxHeldOctets);
  const ownerOf = createOwners(limits);
  const publishedEpochs = createPublishedEpochs(context);
  /** Reads a body and works on it, while it counts for who makes the request. */
  const receive = <T>(
    c: Context<Env>,
    limit: number,
    work: (octets: Uint8Array, carrier: Authenticated["carrier"]) => Promise<T>,
  ): Promise<T> => {
    const { carrier, requireBody } = authenticate(context, c.req.raw, c.env?.socketPeer);
    return bodies.hold(ownerOf(carrier), async (read) => {
      const octets = await read(c.req.raw, limit);
      requireBody(octets);
      return work(octets, carrier);
    });
  };
  return new Hono<Env>()
    .post("/inbox", async (c) => {
      requireType(c.req.header("content-type"), "application/jose");
      const { receipts } = await receive(c, MAX_SEALED, (octets, carrier) =>
        receivePackage(context, octets, carrier),
      );
      return c.json({ receipts }, 200, NO_STORE);
    })
    .post("/receipts", async (c) => {
      requireType(c.req.header("content-type"), "application/jwt");
      // Its own signature says whose it is, whoever brings it.
      await receive(c, MAX_RECEIPT, (octets) => acceptReceipt(context, decodeUtf8(octets)));
      return c.body(null, 204);
    })
    .get("/.well-known/spp-epochs", (c) => {
      authenticate(context, c.req.raw, c.env?.socketPeer);
      return c.body(publishedEpochs(), 200, { "content-type": "application/jwt", ...NO_STORE });
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
