import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { Button } from "../../design/button.tsx";
import { Loading } from "../../design/loading.tsx";
import { type Column, LongList } from "../../design/long-list.tsx";
import { NativeChoice } from "../../design/native-choice.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { Problem } from "../../design/problem.tsx";
import { useNames } from "../../words/names.ts";
import { type Say, useWords } from "../../words/words.tsx";

/** What a list asks the gateway for. */
interface Query<State extends string> {
  readonly limit: number;
  readonly cursor?: string;
  readonly state?: State;
  readonly purpose?: string;
}

interface ListOf<T> {
  readonly entries: readonly T[];
  readonly next?: string | undefined;
}

/** States that a list can be narrowed to, as the words of `lists` name them. */
type StateName = keyof typeof import("../../words/en/lists.json") extends infer Name
  ? Name extends `state.${infer State}`
    ? State
    : never
  : never;

/**
 * A page with a list of messages, and filters above it. Filters stand in the address, so that a list can be kept as a bookmark;
 * they say nothing about a person.
 */
export function ListPage<
  T extends { readonly digest: string; readonly purpose: string },
  S extends StateName,
>({
  title,
  lead,
  name,
  states,
  columns,
  fetchPage,
}: {
  readonly title: string;
  readonly lead: string;
  readonly name: "inbox" | "outbox";
  readonly states: readonly S[];
  readonly columns: readonly Column<T>[];
  readonly fetchPage: (query: Query<S>) => Promise<ListOf<T>>;
}): ReactNode {
  const say = useWords("lists");
  const search = useSearch({ strict: false });
  const state = states.find((one) => one === search.state);
  const filters = { ...(state && { state }), ...(search.purpose && { purpose: search.purpose }) };
  const {
    data,
    error,
    fetchNextPage,
    hasNextPage,
    isFetchingNextPage,
    isFetchNextPageError,
    refetch,
  } = useInfiniteQuery({
    queryKey: [name, filters],
    queryFn: ({ pageParam }) =>
      fetchPage({ limit: PAGE, ...filters, ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
  const items = useMemo(() => data?.pages.flatMap(({ entries }) => entries) ?? [], [data]);
  return (
    <Page title={title} lead={lead}>
      <Filters say={say} states={states} state={state} purpose={search.purpose} />
      {error !== null && !isFetchNextPageError && (
        <Problem error={error} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && items.length === 0 && (
        <Notice title={say(Object.keys(filters).length > 0 ? "emptyFiltered" : "empty")} />
      )}
      {items.length > 0 && (
        <LongList
          label={title}
          items={items}
          columns={columns}
          keyOf={digestOf}
          linkOf={({ digest }) => `/messages/${digest}`}
          isMore={hasNextPage}
          isStuck={isFetchNextPageError}
          onMore={() => {
            if (!isFetchingNextPage) void fetchNextPage();
          }}
        />
      )}
      {error !== null && isFetchNextPageError && (
        // Where somebody looks who waits for more.
        <Problem error={error} onAgain={() => void fetchNextPage()} />
      )}
    </Page>
  );
}

function Filters<S extends StateName>({
  say,
  states,
  state,
  purpose,
}: {
  readonly say: Say<"lists">;
  readonly states: readonly S[];
  readonly state: S | undefined;
  readonly purpose: string | undefined;
}): ReactNode {
  const names = useNames();
  const navigate = useNavigate();
  const narrow = (change: { readonly state?: string; readonly purpose?: string }): void => {
    const search = { state, purpose, ...change };
    const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== ALL);
    void navigate({ to: ".", search: Object.fromEntries(kept), replace: true });
  };
  const all = { value: ALL, name: say("all") };
  return (
    <div className="row actions">
      <NativeChoice
        label={say("state")}
        options={[all, ...states.map((one) => ({ value: one, name: say(`state.${one}`) }))]}
        value={state ?? ALL}
        onChange={(chosen) => narrow({ state: chosen })}
      />
      <NativeChoice
        label={say("purpose")}
        options={[all, ...names.purposes.map((one) => ({ value: one, name: names.purpose(one) }))]}
        value={purpose ?? ALL}
        onChange={(chosen) => narrow({ purpose: chosen })}
      />
      {(state !== undefined || purpose !== undefined) && (
        <Button weight="quiet" onPress={() => narrow({ state: ALL, purpose: ALL })}>
          {say("clearFilters")}
        </Button>
      )}
    </div>
  );
}

const ALL = "all";
const PAGE = 100;

const digestOf = ({ digest }: { readonly digest: string }): string => digest;
