import { HEADERS } from "@safepassage/api/reasons";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useAbsence } from "./absence.ts";
import { isSignedOut, ME, type Me, meQuery, queries, send, setPageToken } from "./gateway.ts";

/** How it stands with whoever sits here. */
export interface Session {
  readonly me: Me;
  /** `over`: the gateway knows nobody here any more. `locked`: nobody was at work for some time. */
  readonly state: "open" | "over" | "locked";
  /** Whether it is locked since nobody was at work. */
  readonly isAbsent: boolean;
  /** Whether the gateway could not be asked to end the session: it may still know who sits here. */
  readonly isUnended: boolean;
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
  const [locked, setLocked] = useState<"absent" | "asked" | undefined>(undefined);
  const [hasLeft, setLeft] = useState(false);
  const [unended, setUnended] = useState<string | undefined>(undefined);
  const isOver = error !== null && isSignedOut(error);
  const me = isOver ? first.current : (data ?? first.current);
  if (first.current === undefined && data !== undefined && !isOver) first.current = data;
  if (data !== undefined && !isOver) setPageToken(data.pageToken);

  const isOther = !isOver && data !== undefined && !isSamePerson(data, first.current);
  useEffect(() => {
    if (isOver) setUnended(undefined);
    if (data === undefined || isOver) return;
    if (isOther) return location.assign("/");
    // It is still the session that was to end.
    if (data.pageToken === unended) return;
    setUnended(undefined);
    setLocked(undefined);
    // What the gateway has refused meanwhile, it answers now.
    void queries.refetchQueries({ predicate: ({ state }) => isSignedOut(state.error) });
  }, [data, isOver, isOther, unended]);

  const session = useMemo(() => {
    if (me === undefined) return undefined;
    const state: Session["state"] = locked !== undefined ? "locked" : isOver ? "over" : "open";
    const lock = async (why: "absent" | "asked"): Promise<void> => {
      setLocked(why);
      if (!(await endSession(send))) setUnended(me.pageToken ?? "");
      await queries.invalidateQueries({ queryKey: ME });
    };
    return {
      ...{ me, state, isAbsent: locked === "absent", isUnended: unended !== undefined },
      lock: () => lock("asked"),
      // It may have ended before, as in another tab: nobody looks at what still shows through.
      leave: () => (state === "open" ? lock("absent") : setLocked("absent")),
      async signOut() {
        if (await endSession(send)) {
          // A browser may keep the page whole, and bring it back as it is.
          flushSync(() => setLeft(true));
          return location.assign("/");
        }
        // Whoever comes next would go on as this person.
        setUnended(me.pageToken ?? "");
        setLocked("asked");
      },
      lookAgain: async () => void (await refetch()),
    };
  }, [me, locked, isOver, unended, refetch]);

  useAbsence(ABSENCE_MS, () => void session?.leave());
  useEffect(() => {
    if (unended === undefined) return;
    const timer = setInterval(async () => {
      // Only this session: somebody may have begun another one.
      if (await endSession(fetch)) await queries.invalidateQueries({ queryKey: ME });
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [unended]);

  useEffect(() => {
    const comeBack = ({ persisted }: PageTransitionEvent): void => {
      if (!persisted) return;
      if (hasLeft || isOther) location.reload();
      else void queries.invalidateQueries({ queryKey: ME });
    };
    addEventListener("pageshow", comeBack);
    return () => removeEventListener("pageshow", comeBack);
  }, [hasLeft, isOther]);

  // Nothing of one person is shown to another, and nobody is asked whether to keep it.
  if (isOther || hasLeft) return begin({ state: "waiting" });
  if (session !== undefined) return <SessionContext value={session}>{children}</SessionContext>;
  if (isOver) return begin({ state: "signedOut" });
  if (error !== null) return begin({ state: "away", error, again: () => void refetch() });
  return begin({ state: "waiting" });
}

/** Whether somebody who has signed in is the one whose page this is. */
const isSamePerson = (me: Me, was: Me | undefined): boolean =>
  was === undefined || (me.officer === was.officer && me.kind === was.kind);

/** Has the gateway forget the session. Returns whether it has, or knew it no more. */
async function endSession(ask: (request: Request) => Promise<Response>): Promise<boolean> {
  const me = queries.getQueryData<Me>(ME);
  const headers = me?.pageToken === undefined ? {} : { [HEADERS.page]: me.pageToken };
  const request = new Request("/session/sign-out", { method: "POST", headers });
  return ask(request).then(({ status }) => status < 500, isSignedOut);
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
/** How often a session is to end that could not be ended. */
const AGAIN_MS = 5_000;
