import { HEADERS } from "@safepassage/api/reasons";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { useAbsence } from "./absence.ts";
import { isSignedOut, ME, type Me, meQuery, queries, send, setPageToken } from "./gateway.ts";

/** How it stands with whoever sits here. */
export interface Session {
  readonly me: Me;
  /** `over`: the gateway knows nobody here any more. `locked`: nobody was at work for some time. */
  readonly state: "open" | "over" | "locked";
  /** Ends the session and covers the page. What was typed stays beneath, for the same person. */
  lock(): Promise<void>;
  /** Ends the session and forgets all that the page holds. */
  signOut(): Promise<void>;
  /** Looks again whether somebody has signed in, as in another tab. */
  lookAgain(): Promise<void>;
}

/** What the page shows before somebody has signed in. */
export type Beginning =
  | { readonly state: "waiting" }
  | { readonly state: "signedOut" }
  | { readonly state: "away"; readonly error: Error; readonly again: () => void };

/** Who has signed in. Only below {@link SessionProvider}. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new TypeError("no session around this part of the page");
  return session;
}

/**
 * Finds out who has signed in, and keeps the page of that one: when the session ends, the page stays, covered, until the same
 * person signs in again. Somebody else gets a new page.
 */
export function SessionProvider({
  begin,
  children,
}: {
  readonly begin: (beginning: Beginning) => ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { data, error, refetch } = useQuery({
    ...meQuery,
    refetchInterval: 60_000,
    // What was asked before the page was drawn is not asked twice.
    retryOnMount: false,
  });
  const first = useRef<Me | undefined>(undefined);
  const [isLocked, setLocked] = useState(false);
  const isOver = error !== null && isSignedOut(error);
  const me = isOver ? first.current : (data ?? first.current);
  if (first.current === undefined && data !== undefined && !isOver) first.current = data;
  if (data !== undefined && !isOver) setPageToken(data.pageToken);

  useEffect(() => {
    const was = first.current;
    if (data === undefined || isOver || was === undefined) return;
    // Nothing of one person is shown to another.
    if (data.officer !== was.officer || data.kind !== was.kind) return location.assign("/");
    setLocked(false);
    // What the gateway has refused meanwhile, it answers now.
    void queries.refetchQueries({ predicate: ({ state }) => isSignedOut(state.error) });
  }, [data, isOver]);

  const session = useMemo<Session | undefined>(() => {
    if (me === undefined) return undefined;
    const state = isLocked ? "locked" : isOver ? "over" : "open";
    return {
      ...{ me, state },
      async lock() {
        setLocked(true);
        await endSession();
        await queries.invalidateQueries({ queryKey: ME });
      },
      async signOut() {
        await endSession();
        location.assign("/");
      },
      lookAgain: async () => void (await refetch()),
    };
  }, [me, isLocked, isOver, refetch]);

  const lock = session?.lock;
  const isOpen = session?.state === "open";
  useAbsence(ABSENCE_MS, () => {
    if (isOpen && lock !== undefined) void lock();
  });

  if (session !== undefined) return <SessionContext value={session}>{children}</SessionContext>;
  if (isOver) return begin({ state: "signedOut" });
  if (error !== null) return begin({ state: "away", error, again: () => void refetch() });
  return begin({ state: "waiting" });
}

/** Has the gateway forget the session. Whatever it answers, this page shows nothing any more. */
async function endSession(): Promise<void> {
  const me = queries.getQueryData<Me>(ME);
  const headers = me?.pageToken === undefined ? {} : { [HEADERS.page]: me.pageToken };
  const request = new Request("/session/sign-out", { method: "POST", headers });
  await send(request).catch(() => undefined);
}

/** Address at which somebody signs in. @param to - Where that one is led afterwards. */
export const signInAt = (to: string): string =>
  `/session/sign-in?${new URLSearchParams({ to }).toString()}`;

/** Whether a role, an operation of the API, is open to whoever has signed in. */
export function useMay(): (operation: string) => boolean {
  const { me } = useSession();
  return (operation) => me.operations.includes(operation);
}

const SessionContext = createContext<Session | undefined>(undefined);
/** After ten minutes without a key or a pointer somebody else may sit there. */
const ABSENCE_MS = 600_000;
