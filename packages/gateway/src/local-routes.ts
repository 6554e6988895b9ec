import {
  AgencyError,
  type CorrectedReading,
  DraftRequest,
  type InboxRow,
  Officer,
  type OutboxRow,
  readCorrected,
  type Sender,
  showClock,
  showCopies,
  type Tx,
  workOutIn,
} from "@safepassage/agency";
import { ProtocolError, toInstant } from "@safepassage/core";
import { verifyReceipt } from "@safepassage/message";
import type { DecodedMessage, ReceiptClaims } from "@safepassage/schema";
import { Hono } from "hono";
import * as z from "zod";
import type { GatewayContext } from "./gateway-context.ts";
import { GatewayError } from "./gateway-error.ts";
import { createHeldBodies } from "./held-bodies.ts";
import { hiddenInbox } from "./hidden-inbox.ts";
import { toProblem } from "./problem.ts";
import { NO_STORE, statusOf } from "./public-routes.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { readRequest } from "./read-request.ts";
import { answerClockOf, showInbox } from "./show-inbox.ts";
import { createTokenGuard, type LocalTokens } from "./tokens.ts";

const MessageRequest = z.strictObject({ draft: DraftRequest, mode: z.enum(["minimise", "asIs"]) });

const WithdrawalRequest = z.strictObject({
  digest: z.string().regex(/^[\w-]{43}$/),
  consentRef: z.string().max(64),
  officer: Officer,
});

const ClockConfirmation = z.strictObject({ time: z.iso.datetime({ precision: 0 }) });

/**
 * Makes the routes for the agency's own systems. Serve them on an address that only those can reach.
 *
 * @see `docs/spec/gateway.md#local-routes`
 */
export function localRoutes(context: GatewayContext, sender: Sender, tokens: LocalTokens): Hono {
  const { store, clock } = context;
  const guard = createTokenGuard(tokens);
  // Separate memory: partners that fill theirs do not lock the agency's systems out.
  const bodies = createHeldBodies(context.maxHeldOctets);
  const app = new Hono();

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

  app.get("/health", async (c) => {
    const status = statusOf(context);
    const [registry, watched] = [context.registryView(), await context.clockWatch.view()];
    const maintenance = watched.state === "plausible" ? "running" : "waiting";
    const counts = await store.transaction(async (tx) => ({
      outbox: await tx.outbox.counts(),
      ...(await tx.inbox.counts()),
      answers: await tx.answers.count(toInstant(clock.now())),
    }));
    return c.json(
      { status, ...counts, registry, clock: watched, maintenance },
      status === "ready" ? 200 : 503,
    );
  });
  app.post("/clock/confirm", async (c) => {
    const { time } = await readRequest(bodies, c.req.raw, ClockConfirmation);
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
    return c.json({
      owed: shown.filter(({ own }) => !own),
      awaited: shown.filter(({ own }) => own),
    });
  });
  app.post("/drafts/minimise", async (c) =>
    c.json(await sender.prepare(await readRequest(bodies, c.req.raw, DraftRequest))),
  );
  app.post("/messages", async (c) => {
    const { draft, mode } = await readRequest(bodies, c.req.raw, MessageRequest);
    const key = keyOf(c.req.header("idempotency-key"));
    const submitted = await sender.submit(draft, { mode, ...key });
    return c.json(submitted, 201, { location: `/messages/${submitted.digest}` });
  });
  app.get("/messages/:digest", async (c) =>
    c.json(
      await store.transaction(async (tx) =>
        showOutbox(context, tx, found(await tx.outbox.findByDigest(c.req.param("digest")))),
      ),
    ),
  );
  app.post("/withdrawals", async (c) => {
    const request = await readRequest(bodies, c.req.raw, WithdrawalRequest);
    const submitted = await sender.withdraw(request, keyOf(c.req.header("idempotency-key")));
    return c.json(submitted, 201, { location: `/messages/${submitted.digest}` });
  });
  app.get("/inbox/:digest", async (c) =>
    c.json(
      await store.transaction(async (tx) => {
        const row = found(await tx.inbox.findByDigest(c.req.param("digest")));
        // Quarantined content is for the two roles only.
        if (row.state === "quarantined") return hiddenInbox(context, tx, row);
        return {
          ...showInbox(row, clock.now()),
          ...(await showCorrected(context, tx, row)),
          ...(await showCopies(tx, row)),
        };
      }),
    ),
  );
  app.get("/evidence/:digest", async (c) => {
    const digest = c.req.param("digest");
    const { jwt, receipts } = await store.transaction(async ({ outbox, inbox }) =>
      found((await outbox.findByDigest(digest)) ?? (await inbox.findByDigest(digest))),
    );
    return c.json({ jwt, receipts });
  });
  return app
    .notFound((c) => toProblem(new GatewayError("GATEWAY_ROUTE_UNKNOWN", "no such route"), c))
    .onError((error, c) => toProblem(error, c, context));
}

function keyOf(header: string | undefined): { idempotencyKey?: string } {
  if (header === undefined) return {};
  if (!/^[\x21-\x7e]{8,128}$/.test(header)) {
    throw new GatewayError("GATEWAY_BODY_INVALID", "idempotency-key is not 8 to 128 characters", {
      details: { header: "idempotency-key" },
    });
  }
  return { idempotencyKey: header };
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message");
  return row;
}

/** Shows a message sent, with its receipts verified now. */
async function showOutbox(context: GatewayContext, tx: Tx, row: OutboxRow): Promise<object> {
  const { content, sealed, resolved, sdHash, nextAttempt, pausedAt: _, clock, ...shown } = row;
  return {
    ...shown,
    // A message in a final state is not attempted again.
    ...(row.state === "queued" || row.state === "sending"
      ? { nextAttempt: toInstant(new Date(nextAttempt)) }
      : {}),
    ...answerClockOf(clock, context.clock.now()),
    ...(await showCorrected(context, tx, row)),
    ...(await showCopies(tx, row)),
    erasureRequested: await tx.events.has("erasureRequested", row.digest),
    receipts: row.receipts.map((jwt) => ({ jwt, ...verify(context, jwt) })),
  };
}

/** Shows the current state of a message. If that is unknown, it says so, and shows the message as it was sent. */
async function showCorrected(
  context: GatewayContext,
  tx: Tx,
  row: InboxRow | OutboxRow,
): Promise<
  | CorrectedReading
  | { readonly message: DecodedMessage; readonly correctionsUnknown: true }
  | undefined
> {
  const reading = await workOutIn(context, tx, (facts) => readCorrected(facts, row));
  if (reading !== undefined || row.content === undefined) return reading;
  return { message: row.content.message, correctionsUnknown: true };
}

/** Verifies a receipt again. Returns a code if it proves nothing any more, as after a key was compromised. */
function verify(
  { registryHeld }: GatewayContext,
  receipt: string,
): { claims: ReceiptClaims } | { code: string } {
  try {
    return { claims: verifyReceipt(receipt, registryHeld()) };
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code };
    throw error;
  }
}

/** Most requests in one list, earliest end first. */
const MOST_ANSWERS = 256;
