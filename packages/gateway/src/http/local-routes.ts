import {
  type AgencyContext,
  AgencyError,
  DraftRequest,
  ReviewRequest,
  reviewWarning,
  type Sender,
  showClock,
  showCopies,
  showCorrected,
  type Tx,
  WarningReviewRequest,
  WithdrawalRequest,
} from "@safepassage/agency";
import { type Context, Hono } from "hono";
import * as z from "zod";
import type { Finding } from "../findings/finding.ts";
import { GatewayError } from "./gateway-error.ts";
import type { HeldBodies } from "./held-bodies.ts";
import { keyOf } from "./idempotency-key.ts";
import { localHealth } from "./local-health.ts";
import { toProblem } from "./problem.ts";
import { NO_STORE } from "./public-routes.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { readRequest } from "./read-request.ts";
import { hiddenInbox, showInbox, showOutbox } from "./show.ts";
import type { TokenGuard } from "./tokens.ts";

/** What the server tells of itself. */
export type LocalEnv = { readonly Bindings: { readonly address: string } };

const MessageRequest = z.strictObject({ draft: DraftRequest, mode: z.enum(["minimise", "asIs"]) });

const ClockConfirmation = z.strictObject({ time: z.iso.datetime({ precision: 0 }) });

/**
 * Makes the routes for the agency's own systems. Serve them on an address that only those can reach.
 *
 * @see `docs/spec/gateway.md#local-routes`
 */
export function localRoutes(
  context: AgencyContext,
  {
    sender,
    guard,
    api,
    bodies,
    watch,
  }: {
    readonly sender: Sender;
    readonly guard: TokenGuard;
    /** The versioned API, which guards itself. */
    readonly api: Hono;
    readonly bodies: HeldBodies;
    readonly watch: () => readonly Finding[];
  },
): Hono<LocalEnv> {
  const { store, clock } = context;
  const app = new Hono<LocalEnv>();

  const read = <T>(c: Context, schema: z.ZodType<T>): Promise<T> =>
    readRequest(bodies, c.req.raw, schema);

  // Asked before a token is shown: anybody may have taken the port of a gateway that has ended.
  app.get("/proof", (c) =>
    c.json({ proof: guard.prove(c.env.address, c.req.query("nonce") ?? "") }, 200, NO_STORE),
  );
  app.route("/", api);
  // This route stands before the guard of the others: a token for one does not open the other.
  app.get("/quarantine", async (c) => {
    const role = guard.requireRole(c.req.header("authorization"));
    const page = await readQuarantine(context, role, c.req.query("after"));
    return c.json(page, 200, NO_STORE);
  });
  app.use(async (c, next) => {
    guard.requireLocal(c.req.header("authorization"));
    c.header("cache-control", "no-store");
    await next();
  });

  app.get("/live", (c) => c.json({ status: "live" }));
  app.get("/health", async (c) => {
    const health = await localHealth(context, watch);
    return c.json(health, health.status === "ready" ? 200 : 503);
  });
  app.post("/clock/confirm", async (c) => {
    const { time } = await read(c, ClockConfirmation);
    await context.clockWatch.confirm(new Date(time));
    return c.json({ clock: await context.clockWatch.view() });
  });
  app.get("/answers", async (c) => {
    const now = clock.now();
    const open = await store.transaction((tx) => tx.answers.open(MOST_ANSWERS));
    const shown = open.map(({ clock: running, ...request }) => ({
      ...request,
      answerClock: showClock(running, now),
    }));
    const { owed = [], awaited = [] } = Object.groupBy(shown, ({ own }) =>
      own ? "awaited" : "owed",
    );
    return c.json({ owed, awaited });
  });
  app.post("/drafts/prepare", async (c) =>
    c.json(await sender.prepare(await read(c, DraftRequest))),
  );
  app.post("/messages", async (c) => {
    const { draft, mode } = await read(c, MessageRequest);
    const key = keyOf(c.req.header("idempotency-key"));
    const submitted = await sender.submit(draft, { mode, ...key });
    return c.json(submitted, 201, { location: `/messages/${submitted.digest}` });
  });
  app.post("/withdrawals", async (c) => {
    const request = await read(c, WithdrawalRequest);
    const submitted = await sender.withdraw(request, keyOf(c.req.header("idempotency-key")));
    return c.json(submitted, 201, { location: `/messages/${submitted.digest}` });
  });
  app.post("/reviews", async (c) => c.json(await sender.review(await read(c, ReviewRequest))));
  app.post("/warnings/:digest/review", async (c) =>
    c.json(
      await reviewWarning(context, c.req.param("digest"), await read(c, WarningReviewRequest)),
    ),
  );
  /** Answers with what a transaction shows of the message that the address names. */
  const show = (path: `${string}/:digest`, work: (tx: Tx, digest: string) => Promise<object>) =>
    app.get(path, async (c) =>
      c.json(await store.transaction((tx) => work(tx, c.req.param("digest")))),
    );
  show("/messages/:digest", async (tx, digest) =>
    showOutbox(context, tx, found(await tx.outbox.findByDigest(digest))),
  );
  show("/inbox/:digest", async (tx, digest) => {
    const row = found(await tx.inbox.findByDigest(digest));
    // Quarantined content is for the two roles only.
    if (row.state === "quarantined") return hiddenInbox(context, tx, row);
    return {
      ...showInbox(row, clock.now()),
      ...(await showCorrected(context, tx, row)),
      ...(await showCopies(tx, row)),
    };
  });
  show("/evidence/:digest", async ({ outbox, inbox }, digest) => {
    const row = (await outbox.findByDigest(digest)) ?? (await inbox.findByDigest(digest));
    const { jwt, receipts } = found(row);
    return { jwt, receipts };
  });
  return app
    .notFound((c) => toProblem(new GatewayError("GATEWAY_ROUTE_UNKNOWN", "no such route"), c))
    .onError((error, c) => toProblem(error, c, context));
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message");
  return row;
}

/** Most requests in one list, earliest end first. */
const MOST_ANSWERS = 256;
