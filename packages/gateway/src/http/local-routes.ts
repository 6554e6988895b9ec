import type { AgencyContext } from "@safepassage/agency";
import { Hono } from "hono";
import { challengeOf } from "./challenge.ts";
import { GatewayError } from "./gateway-error.ts";
import { toProblem } from "./problem.ts";
import { NO_STORE } from "./public-routes.ts";
import type { TokenGuard } from "./tokens.ts";

/** What the server tells of itself. */
export type LocalEnv = { readonly Bindings: { readonly address: string } };

/**
 * Makes the routes for the agency's own systems. Serve them on an address that only those can reach.
 *
 * @param api - The local API, which guards itself.
 * @param console - Takes whatever address the routes before it do not have. Left out, nobody does.
 * @param proofs - Algorithms of proofs of possession; left out where no officer signs in.
 * @see `docs/spec/gateway.md#local-routes`
 */
export function localRoutes(
  context: Pick<AgencyContext, "log" | "onError">,
  {
    guard,
    api,
    console = new Hono(),
    proofs,
  }: {
    readonly guard: TokenGuard;
    readonly api: Hono;
    readonly console?: Hono | undefined;
    readonly proofs?: readonly string[] | undefined;
  },
): Hono<LocalEnv> {
  return (
    new Hono<LocalEnv>()
      // Asked before a token is shown: anybody may have taken the port of a gateway that has ended.
      .get("/proof", (c) =>
        c.json({ proof: guard.prove(c.env.address, c.req.query("nonce") ?? "") }, 200, NO_STORE),
      )
      .get("/live", (c) => {
        guard.requireLocal(c.req.header("authorization"));
        return c.json({ status: "live" }, 200, NO_STORE);
      })
      .route("/", api)
      .route("/", console)
      .notFound((c) => toProblem(new GatewayError("GATEWAY_ROUTE_UNKNOWN", "no such route"), c))
      .onError((error, c) => {
        const problem = toProblem(error, c, context);
        if (problem.status === 401) {
          const challenge = challengeOf(c.req.header("authorization"), proofs);
          problem.headers.set("www-authenticate", challenge);
        }
        return problem;
      })
  );
}
