import type { Draft } from "@safepassage/api";
import { GatewayProblem } from "@safepassage/client";
import { sameJson } from "@safepassage/policy";
import type { Answer } from "../../../app/gateway.ts";

type Entry = Answer<"keepDraft">;

/** A draft that the gateway keeps, and what was given to it, as JSON. */
export interface Held {
  readonly entry: Entry;
  readonly text: string;
}

/** How drafts are kept at the gateway. */
export interface KeeperCalls {
  /** @param key - Names the request: the same one again keeps nothing twice. */
  create(draft: Draft, key: string): Promise<Entry>;
  replace(entry: Entry, draft: Draft): Promise<Entry>;
  read(id: string): Promise<{ readonly entry: Entry; readonly draft: Draft }>;
}

/** Keeps one draft, one keeping after the other. */
export interface Keeper {
  /** Keeps the draft. @param asNew - As one of its own, beside the one that was kept. */
  keep(draft: Draft, how: { readonly asNew: boolean }): Promise<Entry>;
  /** What is kept once nothing is under way any more. */
  held(): Promise<Held | undefined>;
}

/**
 * Makes a keeper. A keeping waits for the one before, and one whose answer was lost is known again: neither is taken for
 * somebody else's, and no draft is kept twice.
 *
 * @param first - What the gateway keeps already.
 */
export function createKeeper(calls: KeeperCalls, first: Held | undefined): Keeper {
  let held = first;
  let line: Promise<unknown> = Promise.resolve();
  /** A new draft whose answer did not come. */
  let begun: { readonly draft: Draft; readonly key: string } | undefined;
  /** What was given for the revision that is held, where no answer came: one of them may be kept. */
  let lost: readonly Draft[] = [];

  const hold = (entry: Entry, draft: Draft): Entry => {
    held = { entry, text: JSON.stringify(draft) };
    lost = [];
    return entry;
  };

  async function create(draft: Draft): Promise<Entry> {
    begun ??= { draft, key: crypto.randomUUID() };
    const asked = begun;
    try {
      hold(await calls.create(asked.draft, asked.key), asked.draft);
      begun = undefined;
    } catch (error) {
      if (!isUnsure(error)) begun = undefined;
      throw error;
    }
    return keepHeld(draft);
  }

  async function keepHeld(draft: Draft): Promise<Entry> {
    if (held === undefined) return create(draft);
    const { entry, text } = held;
    if (text === JSON.stringify(draft)) return entry;
    return replace(entry, draft);
  }

  async function replace(entry: Entry, draft: Draft): Promise<Entry> {
    try {
      return hold(await calls.replace(entry, draft), draft);
    } catch (error) {
      if (isUnsure(error)) lost = [...lost, draft].slice(-MOST_LOST);
      if (!isChanged(error) || lost.length === 0) throw error;
      const now = await calls.read(entry.id);
      const own = lost.find((one) => isAs(one, now.draft));
      if (own === undefined || now.entry.revision !== entry.revision + 1) throw error;
      hold(now.entry, own);
      return keepHeld(draft);
    }
  }

  return {
    keep(draft, { asNew }) {
      const next = line.then(() =>
        asNew || held === undefined ? create(draft) : replace(held.entry, draft),
      );
      line = next.catch(() => undefined);
      return next;
    },
    async held() {
      await line;
      return held;
    },
  };
}

/** Whether a draft is kept as it was given. The gateway adds to an answer what it knows of the message answered. */
function isAs({ inReplyTo: _, clear, private: hidden, ...given }: Draft, kept: Draft): boolean {
  return isWithin(given, kept) && isWithin(clear, kept.clear) && isWithin(hidden, kept.private);
}

const isWithin = (given: object = {}, kept: object = {}): boolean => {
  const all = kept as Readonly<Record<string, unknown>>;
  return Object.entries(given).every(([name, one]) =>
    sameJson((one ?? null) as never, (all[name] ?? null) as never),
  );
};

/** Whether the gateway may have done what it was asked. */
const isUnsure = (error: unknown): boolean =>
  !(error instanceof GatewayProblem) || error.status >= 500;

const isChanged = (error: unknown): boolean =>
  error instanceof GatewayProblem && error.code === "API_DRAFT_CHANGED";

/** More tries than anybody waits for while a network is away. */
const MOST_LOST = 20;
