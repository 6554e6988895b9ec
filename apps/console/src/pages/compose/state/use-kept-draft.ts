import type { Draft } from "@safepassage/api";
import { answerOf, GatewayProblem } from "@safepassage/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Answer, gateway, queries } from "../../../app/gateway.ts";
import { useSession } from "../../../app/session.tsx";
import { draftsQuery } from "../../../app/shared-queries.ts";

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
  const keeping = useMutation({
    mutationFn: async ({ asNew }: { readonly asNew: boolean }): Promise<Entry> => {
      if (draft === undefined) throw new TypeError("there is no draft to keep");
      const kept = asNew || entry === undefined ? await create(draft) : await replace(entry, draft);
      setEntry(kept);
      setKeptText(text);
      void queries.invalidateQueries({ queryKey: ["drafts"] });
      return kept;
    },
  });
  const { mutateAsync, isPending, error } = keeping;
  const isKept = keptText === text;
  const taken = takenBy(error);
  const { state } = useSession();
  const latest = useRef(mutateAsync);
  latest.current = mutateAsync;
  useEffect(() => {
    if (state !== "open") return;
    if (entry === undefined || keptText === text || text === undefined || taken !== undefined)
      return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keepSoon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // Whether it failed is shown; the next change tries again, and so does a network that is back.
        latest.current({ asNew: false }).catch(() => {});
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
    keep: () => mutateAsync({ asNew: false }),
    keepOwn: () => mutateAsync({ asNew: true }),
  };
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

const create = (draft: Draft): Promise<Entry> =>
  answerOf(gateway.v1.drafts.$post({ json: { draft } }));

const replace = ({ id, revision }: Entry, draft: Draft): Promise<Entry> =>
  answerOf(gateway.v1.drafts[":id"].$put({ param: { id }, json: { revision, draft } }));

/** After the last change. */
const KEEP_MS = 2_000;
