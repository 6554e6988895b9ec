import {
  type AgencyOptions,
  type ClientCertificate,
  createAgencyContext,
  createMaintenance,
  createSender,
  type HookConfig,
  type PeopleConfig,
  type Sender,
  soundFetch,
} from "@safepassage/agency";
import { type Alarms, createAlarms } from "./alarms/alarms.ts";
import { createChangeFeed } from "./api/change-feed.ts";
import { createLateReadings } from "./api/late-readings.ts";
import { apiRoutes } from "./api/serve-api.ts";
import { consoleRoutes, type Pages } from "./console/console-routes.ts";
import type { Finding } from "./findings/finding.ts";
import { createHeldBodies } from "./http/held-bodies.ts";
import { localRoutes } from "./http/local-routes.ts";
import type { PartnerLimits } from "./http/owners.ts";
import { publicRoutes } from "./http/public-routes.ts";
import { createTokenGuard, type LocalTokens } from "./http/tokens.ts";
import type { WatchedCertificate } from "./metrics/ends.ts";
import { type Figures, readFigures, readStanding } from "./metrics/figures.ts";
import type { Side } from "./metrics/metrics.ts";
import { inCallersTrace } from "./operate/trace.ts";
import type { Operation } from "./operation.ts";
import { openPeople } from "./people/open-people.ts";
import { TOKEN_ALGORITHMS } from "./people/token-bounds.ts";
import { createDispatch, type Dispatch } from "./send/dispatch.ts";
import { watched } from "./watched.ts";
import { createWebhooks, type WebhookPace, type Webhooks } from "./webhooks/webhooks.ts";

/** What a gateway is made from. */
export interface GatewayOptions extends AgencyOptions {
  /** A function gives those that count now: it may give others later. */
  readonly tokens: LocalTokens | (() => LocalTokens);
  /** The provider that officers sign in with. Left out: only tokens of the gateway's own are taken. */
  readonly people?: PeopleConfig | undefined;
  /** The pages of the console, to be served beside the local API. Left out: there is no console. */
  readonly pages?: Pages | undefined;
  /**
   * Most octets of request bodies held at once while they arrive, for partners and for the agency's own systems each.
   * Default 64 MiB.
   */
  readonly maxHeldOctets?: number;
  /** Log, metrics and alarms. `log` and `onError` are called beside it. */
  readonly operation?: Operation;
  /** Programs that are told of what arrives and changes. */
  readonly webhooks?: readonly HookConfig[] | undefined;
  readonly webhookPace?: WebhookPace;
  /** What each partner may hold at once, and all requests that nobody has signed. */
  readonly limits?: PartnerLimits | undefined;
  /** What whoever runs the gateway finds, such as a certificate that is over, for its readiness. */
  readonly watch?: () => readonly Finding[];
  /** The certificates of whoever runs the gateway, whose end is watched beside those of the operation. */
  readonly certificates?: () => readonly WatchedCertificate[];
}

/** A gateway of one agency. Serve {@link fetch} to other agencies, {@link localFetch} to none. */
export interface Gateway {
  /**
   * Answers other agencies.
   *
   * @param client - What the server has found, if it asks for client certificates.
   */
  fetch(request: Request, client?: ClientCertificate): Promise<Response>;
  /**
   * Answers the agency's own systems.
   *
   * @param address - Where this is served, which it proves together with its token. Left out, nobody takes its proof.
   */
  localFetch(request: Request, address?: string): Promise<Response>;
  readonly sender: Sender & Dispatch;
  /** Tells programs what changes. `serveGateway` starts and stops it. */
  readonly webhooks: Webhooks;
  /** Ends streams of events: whoever follows comes again. */
  endStreams(): void;
  /** Calls the listener whenever there may be something to deliver at once. */
  whenQueued(listener: () => void): void;
  /** Tells alarms to a person; left out without an operation. `serveGateway` starts and stops it. */
  readonly alarms?: Alarms;
  /** How the gateway stands: what its metrics show. It is counted anew after five seconds, or later in a large store. */
  figures(): Promise<Figures>;
  /**
   * Rotates keys, forgets old message ids, erases what is due. Call it at least once a day. Requests are answered
   * meanwhile.
   */
  maintain(): Promise<void>;
  /** Tells of warnings of danger that nobody has answered in time, and of drafts that wait with one. Call it each minute. */
  watchWarnings(): Promise<void>;
  /** Closes the store. Wait for `sender.stop()` first. */
  close(): Promise<void>;
}

/**
 * Makes the gateway of an agency: inbox, outbox, receipts, erasure.
 *
 * @throws RangeError for keys or tokens of the wrong length; TrustError if stored epochs are not
 *   readable.
 * @see `docs/spec/gateway.md`
 */
export function createGateway({
  tokens,
  maxHeldOctets = 67_108_864,
  operation,
  people: peopleConfig,
  pages,
  webhooks: hooks = [],
  webhookPace = {},
  limits,
  watch: outer = () => [],
  certificates: own = () => [],
  ...options
}: GatewayOptions): Gateway {
  let onQueued = (): void => {};
  const { metrics, certificates = [] } = operation ?? {};
  let alarms: Alarms | undefined;
  const context = createAgencyContext({
    ...watched(options, operation, (event) => alarms?.hear(event)),
    wake: () => onQueued(),
    onChange: () => feed.wake(),
  });
  const feed = createChangeFeed(context.store);
  const webhooks = createWebhooks(context, feed, hooks, {
    ...webhookPace,
    // Not the way to partners, which shows a certificate.
    fetch: soundFetch,
  });
  const watch = () => [...outer(), ...webhooks.watch(), ...(alarms?.watch() ?? [])];
  const { figuresMs = FIGURES_MS } = operation?.pace ?? {};
  const beside = { certificates: () => [...certificates, ...own()], watch };
  const figures = seldom(figuresMs, () => readFigures(context, beside));
  const standing = () => readStanding(context, beside);
  const consoleUrl = pages && peopleConfig?.url;
  alarms = operation && createAlarms(context, { ...operation, standing, consoleUrl });
  const sender = { ...createSender(context), ...createDispatch(context) };
  const maintenance = createMaintenance(context);
  const lateReadings = createLateReadings(context);
  const recordLate = () => lateReadings.record().catch(context.onError);
  const maintain = async (): Promise<void> => {
    // It begins at once: a gateway that is closed meanwhile waits for it.
    await maintenance.run().finally(recordLate);
  };
  // Separate memory: partners that fill theirs do not lock the agency's systems out.
  const bodies = {
    public: createHeldBodies(maxHeldOctets),
    local: createHeldBodies(maxHeldOctets),
  };
  const outside = publicRoutes(context, { bodies: bodies.public, limits, watch });
  const hasPages = pages !== undefined;
  const { people, browser } = openPeople(context, peopleConfig, { hasPages });
  const guard = createTokenGuard(typeof tokens === "function" ? tokens : () => tokens);
  const callers = { guard, people, browser, bodies: bodies.local };
  const api = apiRoutes(context, { ...callers, feed, sender, watch, maintain, lateReadings });
  const console = pages && consoleRoutes(pages);
  const proofs = people && peopleConfig?.tokens !== "jwt" ? TOKEN_ALGORITHMS : undefined;
  const inside = localRoutes(context, { api, guard, console, proofs });
  metrics?.addGauges(async () => ({
    held: { public: bodies.public.held(), local: bodies.local.held() },
    channels: alarms?.stand() ?? [],
  }));
  metrics?.addGauges(async () => ({ standing: await standing() }));
  metrics?.addGauges(async () => ({ figures: await figures() }));
  const answer = async (side: Side, work: () => Response | Promise<Response>) => {
    const response = await work();
    metrics?.answered(side, response.status);
    return response;
  };
  return {
    fetch: (request, client) => answer("public", () => outside.fetch(request, { client })),
    localFetch: (request, address = "") =>
      answer("local", () =>
        inCallersTrace(request.headers, async () => inside.fetch(request, { address })),
      ),
    sender,
    webhooks,
    endStreams: feed.close,
    whenQueued(listener) {
      onQueued = listener;
    },
    ...(alarms && { alarms }),
    figures,
    maintain,
    watchWarnings: maintenance.watchWarnings,
    async close() {
      feed.close();
      await maintenance.stop();
      await recordLate();
      await context.store.close();
    },
  };
}

/**
 * Gives the last result again for some milliseconds, or for a hundred times as long as it took to read. Calls that come
 * together share one.
 */
function seldom<T>(milliseconds: number, read: () => Promise<T>): () => Promise<T> {
  let last: { readonly value: Promise<T>; goodUntil: number } | undefined;
  return () => {
    const began = performance.now();
    if (last !== undefined && began < last.goodUntil) return last.value;
    const mine = { value: read(), goodUntil: Number.POSITIVE_INFINITY };
    last = mine;
    mine.value.then(
      () => {
        const end = performance.now();
        mine.goodUntil =
          milliseconds === 0 ? 0 : end + Math.max(milliseconds, (end - began) * SHARE);
      },
      () => {
        mine.goodUntil = 0;
      },
    );
    return mine.value;
  };
}

const FIGURES_MS = 5000;
/** Counting takes at most one hundredth of the time. */
const SHARE = 100;
