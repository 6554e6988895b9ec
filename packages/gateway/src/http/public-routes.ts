import { type AgencyContext, acceptReceipt, receivePackage } from "@safepassage/agency";
import { decodeUtf8 } from "@safepassage/core";
import { Hono } from "hono";
import type { Finding } from "../findings/finding.ts";
import { type CallerLimits, createCallers, type Env } from "./callers.ts";
import { GatewayError } from "./gateway-error.ts";
import { toProblem } from "./problem.ts";
import { createPublishedEpochs } from "./published-epochs.ts";
import { readinessOf } from "./readiness.ts";

/**
 * Makes the routes for other agencies. Who makes a request is found out before its body is read.
 *
 * @see `docs/spec/gateway.md#public-routes`
 */
export function publicRoutes(
  context: AgencyContext,
  { watch, ...limits }: CallerLimits & { readonly watch: () => readonly Finding[] },
): Hono<Env> {
  const callers = createCallers(context, limits);
  const publishedEpochs = createPublishedEpochs(context);
  return new Hono<Env>()
    .use((c, next) => {
      callers.requireCertificate(c);
      return next();
    })
    .post("/inbox", async (c) => {
      requireType(c.req.header("content-type"), "application/jose");
      const { receipts } = await callers.receive(c, MAX_SEALED, (octets, carrier) =>
        receivePackage(context, octets, carrier),
      );
      return c.json({ receipts }, 200, NO_STORE);
    })
    .post("/receipts", async (c) => {
      requireType(c.req.header("content-type"), "application/jwt");
      // Its own signature says whose it is, whoever brings it.
      await callers.receive(c, MAX_RECEIPT, (octets) => acceptReceipt(context, decodeUtf8(octets)));
      return c.body(null, 204);
    })
    .get("/.well-known/spp-epochs", (c) => {
      callers.authenticate(c);
      return c.body(publishedEpochs(), 200, { "content-type": "application/jwt", ...NO_STORE });
    })
    .get("/live", (c) => c.json({ status: "live" }, 200, NO_STORE))
    .get("/health", async (c) => {
      // No counts: they would tell each partner how much this agency exchanges in all. No reasons: they would tell an
      // attacker what to wait for.
      const { status } = await readinessOf(context, watch);
      return c.json({ status }, status === "ready" ? 200 : 503, NO_STORE);
    })
    .notFound((c) => toProblem(new GatewayError("GATEWAY_ROUTE_UNKNOWN", "no such route"), c))
    .onError((error, c) => toProblem(error, c, context));
}

/** Refuses another media type than the expected one. None of ours has parameters. */
function requireType(given: string | undefined, expected: string): void {
  if (given?.trim().toLowerCase() !== expected) {
    throw new GatewayError("GATEWAY_CONTENT_TYPE_WRONG", `not ${expected}`);
  }
}

/** More than opening accepts, so that opening itself refuses, with a receipt. */
const MAX_SEALED = 2_097_152;
/** More than reading accepts, as for packages. */
const MAX_RECEIPT = 131_072;
export const NO_STORE = { "cache-control": "no-store" };
