import type { AnswerOf, OPERATIONS, OperationId } from "@safepassage/api";
import { HEADERS } from "@safepassage/api/reasons";
import { answerOf, createClient, GatewayProblem } from "@safepassage/client";
import { MutationCache, QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import { learnTime } from "../words/clock.ts";

/** What an operation of the local API answers. */
export type Answer<Id extends OperationId> = AnswerOf<(typeof OPERATIONS)[Id]>;

/** Who has signed in, and what that one may do. */
export type Me = Answer<"whoAmI">;

/** The gateway that serves this page. A cookie says who asks; `pageToken` says that this page does. */
export const gateway = createClient({ url: location.origin, page: () => pageToken, fetch: send });

let pageToken: string | undefined;

/** Takes the token of the page, for the changes that it makes. It stays in memory. */
export function setPageToken(token: string | undefined): void {
  pageToken = token;
}

/**
 * Sends a request. Where somebody has signed in anew in another tab, the token of this page is of the session before. Then the page
 * learns who that is, and if it is the same person the request is sent once more: the gateway has done nothing of the first.
 */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const askedAt = Date.now();
  const response = await fetch(request);
  learnTime(response, askedAt);
  if (response.status !== 403 || !(await lacksToken(response.clone()))) return response;
  const before = queries.getQueryData<Me>(ME);
  const me = await answerOf(gateway.v1.me.$get());
  void queries.invalidateQueries({ queryKey: ME });
  const isSame = me.officer === before?.officer && me.kind === before?.kind;
  if (!isSame || me.pageToken === undefined) return response;
  again.headers.set(HEADERS.page, me.pageToken);
  return fetch(again);
}

async function lacksToken(response: Response): Promise<boolean> {
  const problem: unknown = await response.json().catch(() => undefined);
  return Object(problem).code === "API_PAGE_TOKEN_MISSING";
}

/** Whether an error says that nobody is signed in here any more. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof GatewayProblem && error.status === 401;

/** Whether the gateway did not answer at all, or could not. */
const isAway = (error: unknown): boolean =>
  !(error instanceof GatewayProblem) || error.status >= 500;

/** Key of the answer that says who has signed in. */
export const ME = ["me"] as const;

/** Who has signed in. */
export const meQuery = queryOptions({
  queryKey: ME,
  queryFn: () => answerOf(gateway.v1.me.$get()),
  retry: false,
  staleTime: 5_000,
});

/** Of what is read for a reason that is recorded: once, when somebody asks for it. It does not stay longer than it is shown. */
export const ONCE = {
  ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  meta: { isOnce: true },
} as const;

/** Has the pages ask again for all that they show, but for what was read for a reason. */
export const askAllAgain = (): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ meta }) => meta?.["isOnce"] !== true });

/** Answers that the pages share. */
export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError(error, { queryKey }) {
      if (isSignedOut(error) && queryKey[0] !== ME[0])
        void queries.invalidateQueries({ queryKey: ME });
    },
  }),
  // A button that is pressed after the session has ended asks at once to sign in again.
  mutationCache: new MutationCache({
    onError(error) {
      if (isSignedOut(error)) void queries.invalidateQueries({ queryKey: ME });
    },
  }),
  defaultOptions: {
    queries: {
      // Events tell what has changed; coming back to the tab asks again besides.
      staleTime: 30_000,
      retry: (failures, error) => isAway(error) && failures < 2,
      retryDelay: (failures) => 500 * 2 ** failures,
      // A browser that believes to be without a network still reaches a gateway on the same machine.
      networkMode: "always",
      // What a network that was away has kept from being answered is asked again once it is back.
      refetchOnReconnect: ({ state }) => (state.status === "error" ? "always" : false),
    },
    mutations: { networkMode: "always" },
  },
});
