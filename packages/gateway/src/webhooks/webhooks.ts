import { isDeepStrictEqual } from "node:util";
import {
  type AgencyContext,
  type Fetch,
  type HookConfig,
  readOctets,
  withTimeout,
} from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { encodeUtf8, errorCode, sha256Base64url } from "@safepassage/core";
import { signRequest } from "@safepassage/trust";
import type { ChangeFeed, PlacedChange } from "../api/change-feed.ts";
import { type Finding, finding } from "../findings/finding.ts";

/** Tells programs of the agency what has changed, at addresses of the configuration. */
export interface Webhooks {
  start(): void;
  /** A program that has not taken what it is told for long. */
  watch(): readonly Finding[];
  /** Ends attempts under way. They are made again after the next start. */
  stop(): Promise<void>;
}

/** How long a webhook waits. Milliseconds. */
export interface WebhookPace {
  readonly retryMs?: number;
  readonly timeoutMs?: number;
  /** After which a program that takes nothing is told of. */
  readonly lateMs?: number;
}

/**
 * Makes the webhooks of a gateway. Each change is told at least once, in order, with digests and states only. How far each
 * address has been told is kept in the store; a new one begins with what changes from then on.
 *
 * Requests are signed as those to other agencies are (RFC 9421), by a key that the registry lists.
 */
export function createWebhooks(
  context: Pick<AgencyContext, "self" | "store" | "signer" | "clock" | "log" | "onError">,
  feed: ChangeFeed,
  hooks: readonly HookConfig[],
  {
    retryMs = 1000,
    timeoutMs = 10_000,
    lateMs = LATE_MS,
    fetch,
  }: WebhookPace & { readonly fetch: Fetch },
): Webhooks {
  const ending = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const { signal } = ending;
  /** Since when an address takes nothing, by a clock that nobody sets, and how often it was tried. */
  const failing = new Map<HookConfig, { readonly since: number; readonly failures: number }>();
  /** Where the configuration has it, and its host. The rest of an address may be secret. */
  const nameOf = (hook: HookConfig): string =>
    `${placeOf(hooks.indexOf(hook))} (${new URL(hook.url).origin})`;
  /** Notes a failure. The log has the first in a row, and each tenth. Returns how many there were. */
  const fail = (hook: HookConfig, error: unknown): number => {
    const { since = performance.now(), failures: before = 0 } = failing.get(hook) ?? {};
    const failures = before + 1;
    failing.set(hook, { since, failures });
    const isTold = failures === 1 || failures % TELL_EACH === 0;
    if (isTold && error instanceof Untaken) {
      context.log({ event: "webhookFails", ref: nameOf(hook), code: error.code });
    } else if (isTold) context.onError(error);
    return failures;
  };

  const send = async ({ url }: HookConfig, { changes, end, missed }: Part): Promise<void> => {
    const told = changes.map(({ position: _, kind, ...change }) => ({ event: kind, ...change }));
    const content = { entity: context.self, changes: told, ...(missed && { missed }) };
    // Another content is another message: a program that knows the id has all of it. Places alone do not tell: other webhooks of the
    // address leave others out between them, and a database that was put back has other changes there.
    const places = changes.length > 0 ? changes.map(({ position }) => position) : [end];
    const id = sha256Base64url(JSON.stringify([url, places, content]));
    const body = { id, ...content };
    const octets = encodeUtf8(JSON.stringify(body));
    const typed = { type: "application/json", octets };
    const request = { method: "POST", target: url, content: typed } as const;
    const { self: entity, signer, clock } = context;
    const headers = signRequest(request, { entity, signer, now: clock.now() });
    const controller = new AbortController();
    const breakOff = (): void => controller.abort(signal.reason);
    signal.addEventListener("abort", breakOff, { once: true });
    await withTimeout(
      timeoutMs,
      async (within) => {
        // With redirects, one answer could choose who is told.
        const sent = new Request(url, {
          ...{ method: "POST", headers, redirect: "error" },
          body: octets.slice(),
        });
        const response = await fetch(sent, { signal: within });
        await readOctets(response, MOST_READ, within).catch(() => {});
        if (!response.ok) throw new Untaken(`HTTP_${response.status}`);
      },
      controller,
    )
      .catch((cause: unknown) => {
        throw cause instanceof Untaken ? cause : new Untaken(errorCode(cause), { cause });
      })
      .finally(() => signal.removeEventListener("abort", breakOff));
  };

  /** Tells one address again and again, until it has taken it or the gateway stops. */
  const tell = async (hook: HookConfig, part: Part): Promise<void> => {
    while (!signal.aborted) {
      try {
        await send(hook, part);
        if (failing.delete(hook)) context.log({ event: "webhookWorks", ref: nameOf(hook) });
        return;
      } catch (error) {
        if (signal.aborted) return;
        const failures = fail(hook, error);
        await sleep(Math.min(LONGEST_MS, retryMs * 2 ** Math.min(failures - 1, 20)), signal);
      }
    }
  };

  /** Whether something between a place and these changes is not remembered any more. Some databases leave numbers out. */
  const isForgotten = async (
    position: number,
    [next]: readonly PlacedChange[],
  ): Promise<boolean> => {
    if (next?.position === position + 1) return false;
    const { first } = await context.store.transaction(({ changes }) => changes.span());
    return position < first - 1;
  };

  const run = async (hook: HookConfig): Promise<void> => {
    const ofAddress = `webhook ${sha256Base64url(hook.url)}`;
    // Two with one address want different changes, and each is told of its own.
    const isShared = hooks.some((one) => one !== hook && one.url === hook.url);
    const mark = isShared ? `${ofAddress} ${(hook.events ?? []).toSorted()}` : ofAddress;
    const admits = ({ kind }: PlacedChange): boolean => hook.events?.includes(kind) ?? true;
    const begin = await context.store.transaction(async ({ marks, changes }) => {
      const { last } = await changes.span();
      const own = await marks.get(mark);
      const noted = own ?? (await marks.get(ofAddress));
      const kept = Number(noted ?? last);
      // A restored store knows fewer, and has others under the same numbers.
      const place = Math.min(kept, last);
      // From here on nothing is left out, even if the first attempt comes after a restart.
      if (own !== String(place)) await marks.set(mark, String(place));
      if (noted === undefined && isShared) await marks.set(ofAddress, String(place));
      return place;
    });
    for (let position = begin; !signal.aborted; ) {
      const changes = await feed.next(position, IDLE_MS, signal);
      const last = changes.at(-1)?.position;
      if (last === undefined) continue;
      const missed = await isForgotten(position, changes);
      const told = changes.filter(admits);
      if (told.length > 0 || missed) await tell(hook, { changes: told, end: last, missed });
      if (signal.aborted) return;
      const [begun, end] = [String(position), changes.at(-1)];
      const isKept = await context.store.transaction(async ({ marks, changes: now }) => {
        const [found] = await now.after(last - 1, 1);
        const isOther = found?.position === last ? !isDeepStrictEqual(found, end) : !found;
        if (isOther || (await marks.get(mark)) !== begun) return false;
        await marks.set(mark, String(last));
        return true;
      });
      // A database that was put back has other changes at the same places, and says how far it was told.
      if (!isKept) return;
      position = last;
    }
  };
  return {
    start() {
      running = Promise.all(hooks.map((hook) => keepOn(() => run(hook), signal, context.onError)));
    },
    watch: () =>
      hooks.flatMap((hook, index) => {
        const { since = Number.POSITIVE_INFINITY } = failing.get(hook) ?? {};
        const isLate = performance.now() - since >= lateMs;
        return isLate ? [finding("WEBHOOK_LATE", FOLDER.config, { place: placeOf(index) })] : [];
      }),
    async stop() {
      ending.abort();
      await running;
    },
  };
}

/** What is told in one request. */
interface Part {
  readonly changes: readonly PlacedChange[];
  /** The place of the last change, which may be one that the address does not want. */
  readonly end: number;
  /** Whether others before these are forgotten. */
  readonly missed: boolean;
}

/** An address has not taken what it was told. */
class Untaken extends Error {
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.name = "Untaken";
    this.code = code;
  }
}

const placeOf = (index: number): string => `/gateway/webhooks/${index}`;

/** Goes on after a failure of the store, as while it is away. */
async function keepOn(
  work: () => Promise<void>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      onError(error);
      await sleep(PAUSE_MS, signal);
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

const IDLE_MS = 60_000;
const PAUSE_MS = 5000;
const LONGEST_MS = 300_000;
const LATE_MS = 300_000;
const MOST_READ = 65_536;
const TELL_EACH = 10;
