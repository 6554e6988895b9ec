import type { AgencyContext, Sender } from "@safepassage/agency";
import { OPERATIONS, type Operation, type OperationId } from "@safepassage/api";
import { type Context, Hono } from "hono";
import type { Finding } from "../findings/finding.ts";
import { GatewayError } from "../http/gateway-error.ts";
import type { HeldBodies, Owner } from "../http/held-bodies.ts";
import { keyOf } from "../http/idempotency-key.ts";
import { NO_STORE } from "../http/public-routes.ts";
import { MAX_BODY, readRequest } from "../http/read-request.ts";
import { createLocks } from "../people/locks.ts";
import { createOfficerNames } from "../people/officer-name.ts";
import { type Caller, identify, type Known, readReader, recheck, requireAccess } from "./caller.ts";
import { personName } from "./caller-name.ts";
import { catalogueHandlers } from "./catalogue.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { createCursors } from "./cursor.ts";
import { describeAt } from "./document.ts";
import { draftHandlers } from "./drafts.ts";
import { dueHandlers } from "./due.ts";
import { eventHandlers } from "./events.ts";
import { gatewayHandlers } from "./gateway.ts";
import type { ApiContext, Handler, Handlers } from "./handler.ts";
import type { LateReadings } from "./late-readings.ts";
import { listHandlers } from "./lists.ts";
import { messageHandlers } from "./messages.ts";
import { pathOf, queryOf, readParameters } from "./read-parameters.ts";
import { type Attempt, attemptedIn, recordRefused } from "./refused-attempts.ts";
import { requireUnlocked } from "./responsible.ts";
import { secondOfficerHandlers } from "./second-officer.ts";
import { sendingHandlers } from "./sending.ts";
import { createStreamCount } from "./stream-count.ts";
import { createTurns, IN_TURNS, ONLY_SHOWS } from "./turns.ts";

const HANDLERS: Handlers = {
  ...listHandlers,
  ...dueHandlers,
  ...messageHandlers,
  ...sendingHandlers,
  ...draftHandlers,
  ...secondOfficerHandlers,
  ...eventHandlers,
  ...catalogueHandlers,
  ...gatewayHandlers,
};

/**
 * Makes the routes of the local API out of its table of operations. Who asks is found out first, then what is asked.
 *
 * @see `docs/spec/api.md`
 */
export function apiRoutes(
  context: AgencyContext,
  {
    bodies,
    feed,
    sender,
    watch,
    maintain,
    lateReadings,
    ...callers
  }: Known & {
    readonly bodies: HeldBodies;
    readonly feed: ChangeFeed;
    readonly sender: Sender;
    readonly watch: () => readonly Finding[];
    readonly maintain: () => Promise<void>;
    readonly lateReadings: LateReadings;
  },
): Hono {
  const app = new Hono();
  const officerName = createOfficerNames(context.officerKey);
  const whole: ApiContext = {
    ...context,
    ...{
      feed,
      sender,
      watch,
      maintain,
      lateReadings,
      submitting: new Set<string>(),
      cursors: createCursors(context.officerKey),
    },
    locks: createLocks(context),
    ...{ officerName, streams: createStreamCount(officerName) },
    recheck: (caller) => recheck(callers, caller),
  };
  const turns = createTurns(officerName);
  /** What one person sends leaves room for all others, and what the systems send leaves room for people. */
  const ownerOf = (caller: Caller): Owner => {
    const name = personName(caller, officerName);
    const { maxOctets: all } = bodies;
    return name === undefined
      ? { ...ROOM_OF_SYSTEMS, octets: (3 * all) / 4 }
      : { name, ...ROOM_OF_ONE, octets: Math.max(all / 4, Math.min(all / 2, MAX_BODY)) };
  };
  if (callers.browser !== undefined) app.route("/", callers.browser.routes);
  app.use("/v1/*", (c, next) => {
    // Hono would answer by GET and drop the body: a reading would be recorded that nobody has done.
    if (c.req.method === "HEAD") throw new GatewayError("GATEWAY_ROUTE_UNKNOWN", "no HEAD");
    return next();
  });
  app.get("/v1/openapi.json", async (c) =>
    c.body(await describeAt(c.req.url, callers.browser?.url), 200, JSON_TYPE),
  );
  for (const [id, operation] of Object.entries<Operation>(OPERATIONS)) {
    const handle = HANDLERS[id as keyof typeof HANDLERS] as unknown as Handler<never>;
    const answer = async (c: Context, attempt: Attempt): Promise<Response | undefined> => {
      const { headers } = c.req.raw;
      const caller = await identify(callers, c.req.raw);
      attempt.caller = caller;
      requireAccess(caller, operation);
      const reader = operation.access.reads === true ? readReader(caller, headers) : undefined;
      attempt.officer = reader?.officer;
      if (reader?.officer !== undefined) await requireUnlocked(whole, reader.officer);
      const params = readParameters(operation.params, pathOf(c.req));
      const query = readParameters(operation.query, queryOf(c.req));
      const workOn = (body?: unknown) => {
        const { idempotencyKey } =
          operation.isOnce === true ? keyOf(c.req.header("idempotency-key")) : {};
        const request = { params, query, body, caller, reader, headers, idempotencyKey };
        const work = () => handle(whole, request as never);
        const signal = ONLY_SHOWS.has(id as OperationId) ? c.req.raw.signal : undefined;
        // A caller that has waited may have been locked out meanwhile.
        const workInTurn = () => whole.recheck(caller).then(work);
        return IN_TURNS.has(id as OperationId) ? turns.take(caller, workInTurn, signal) : work();
      };
      const { body: form } = operation;
      const answered = await (form === undefined
        ? workOn()
        : // What waits for its turn is held until then.
          bodies.hold(ownerOf(caller), async (read) => {
            const body = await readRequest(read, c.req.raw, form);
            Object.assign(attempt, attemptedIn(c.req.param(), body));
            return workOn(body);
          }));
      if (operation.streams !== undefined) return answered;
      // Nobody hears it where whoever asked has gone.
      if (answered === undefined) return c.body(null, 204, NO_STORE);
      return c.json(answered, operation.status as 200, NO_STORE);
    };
    app.on(operation.method.toUpperCase(), operation.path, async (c) => {
      const attempt: Attempt = attemptedIn(c.req.param());
      try {
        return await answer(c, attempt);
      } catch (error) {
        await recordRefused(whole, id as OperationId, attempt, error);
        throw error;
      }
    });
  }
  return app;
}

const BUSY = { code: "GATEWAY_BUSY" } as const;
const ROOM_OF_SYSTEMS = { name: "systems", requests: Number.POSITIVE_INFINITY, ...BUSY };
const ROOM_OF_ONE = { requests: 64, ...BUSY };
const JSON_TYPE = { "content-type": "application/json" };
