import type { Draft } from "@safepassage/api";
import { answerOf, GatewayProblem } from "@safepassage/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Answer, gateway, queries } from "../../../app/gateway.ts";
import { useSession } from "../../../app/session.tsx";
import { draftsQuery } from "../../../app/shared-queries.ts";
import { createKeeper, type KeeperCalls } from "./keeper.ts";

type Entry = Answer<"keepDraft">;

/** The draft as the gateway keeps it. */
export interface KeptDraft {
  readonly entry: Entry | undefined;
  readonly isKeeping: boolean;
  /** Whether what stands on the page is kept. */
  readonly isKept: boolean;
  readonly error: Error | undefined;
  /** What somebody else has done with it meanwhile: changed it, or sent or deleted it. */
  readonly taken: "changed" | "closed" | undefined;
  /** Keeps the draft. Returns how it stands then. */
  keep(): Promise<Entry>;
  /** Keeps the draft as one of its own, beside the one that somebody else has changed. */
  keepOwn(): Promise<Entry>;
  /** Keeps what stands on the page if the gateway keeps a draft, also one that is only on its way there. `undefined`: it keeps none. */
  keepIfKept(): Promise<Entry | undefined>;
}

/**
 * Keeps a draft at the gateway: when somebody asks for it, and from then on by itself a moment after each change, and once a network
 * or a session that was away is back.
 *
 * @param first - As it was opened.
 */
export function useKeptDraft(draft: Draft | undefined, first: Entry | undefined): KeptDraft {
  const [entry, setEntry] = useState(first);
  const text = JSON.stringify(draft);
  const [keptText, setKeptText] = useState(first === undefined ? undefined : text);
  const [keeper] = useState(() =>
    createKeeper(CALLS, first && { entry: first, text: keptText ?? "" }),
  );
  const keeping = useMutation({
    async mutationFn({ draft: asked, asNew }: Asked): Promise<Entry> {
      if (asked === undefined) throw new TypeError("there is no draft to keep");
      const kept = await keeper.keep(asked, { asNew });
      setEntry(kept);
      setKeptText(JSON.stringify(asked));
      void queries.invalidateQueries({ queryKey: ["drafts"] });
      return kept;
    },
    // What a case says does not stay longer than it is shown.
    gcTime: 0,
  });
  const { mutateAsync, isPending, error } = keeping;
  const isKept = keptText === text;
  const taken = takenBy(error);
  const { state } = useSession();
  const keep = (): Promise<Entry> => mutateAsync({ draft, asNew: false });
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => {
    if (state !== "open") return;
    if (entry === undefined || keptText === text || text === undefined || taken !== undefined)
      return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keepSoon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // Whether it failed is shown; the next change tries again, and so does a network that is back.
        latest.current().catch(() => {});
      }, KEEP_MS);
    };
    keepSoon();
    addEventListener("online", keepSoon);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", keepSoon);
    };
  }, [entry, keptText, text, taken, state]);
  return {
    ...{ entry: useDecided(entry), isKept, taken },
    isKeeping: isPending,
    error: error ?? undefined,
    keep,
    keepOwn: () => mutateAsync({ draft, asNew: true }),
    async keepIfKept() {
      const held = await keeper.held();
      return held === undefined || held.text === text ? held?.entry : keep();
    },
  };
}

interface Asked {
  /** As it stood when somebody asked for it to be kept. */
  readonly draft: Draft | undefined;
  readonly asNew: boolean;
}

/** A draft with what a second officer has decided about it since it was read or kept. */
function useDecided(entry: Entry | undefined): Entry | undefined {
  const { data } = useQuery({ ...draftsQuery, enabled: entry !== undefined });
  if (entry === undefined) return undefined;
  const now = data?.entries.find(({ id }) => id === entry.id);
  if (now?.revision !== entry.revision) return entry;
  const { approval: _, returned: __, ...rest } = entry;
  const { approval, returned } = now;
  return { ...rest, ...(approval && { approval }), ...(returned && { returned }) };
}

/** What an error says of a draft that is not as it was when it was opened. */
export function takenBy(error: Error | null): KeptDraft["taken"] {
  if (!(error instanceof GatewayProblem)) return undefined;
  if (error.code === "API_DRAFT_CHANGED") return "changed";
  return error.code === "API_DRAFT_CLOSED" ? "closed" : undefined;
}

const CALLS: KeeperCalls = {
  create: (draft, key) =>
    answerOf(gateway.v1.drafts.$post({ json: { draft } }, { headers: { "idempotency-key": key } })),
  replace: ({ id, revision }, draft) =>
    answerOf(gateway.v1.drafts[":id"].$put({ param: { id }, json: { revision, draft } })),
  async read(id) {
    const headers = { "safepassage-reason": "CASE_WORK" };
    const kept = await answerOf(gateway.v1.drafts[":id"].$get({ param: { id } }, { headers }));
    const { draft, inReplyTo: _, ...entry } = kept;
    return { entry, draft };
  },
};

/** After the last change. */
const KEEP_MS = 2_000;
