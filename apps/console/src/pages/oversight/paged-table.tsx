import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { MoreButton } from "../../app/more-button.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { Problem } from "../../design/problem.tsx";
import { useList } from "../../words/lists.ts";
import { useWords } from "../../words/words.tsx";

/** A column of a table. On a narrow page its name stands before each value. */
interface PagedColumn<T> {
  readonly name: string;
  readonly show: (item: T) => ReactNode;
}

interface PageOf<T> {
  readonly entries: readonly T[];
  readonly next?: string | undefined;
}

/** What is asked of the gateway for one page. */
export interface PagePlace {
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * A list of the gateway as a table, the newest first, page by page. Entries have no key of their own: they stand where the gateway
 * put them.
 *
 * @param empty - What to say where there is nothing.
 * @param only - What it is narrowed to. It is said beside the entries: a page that is printed has no filters.
 */
export function PagedTable<T>({
  label,
  queryKey,
  columns,
  empty,
  only = [],
  fetchPage,
}: {
  readonly label: string;
  readonly queryKey: readonly unknown[];
  readonly columns: readonly PagedColumn<T>[];
  readonly empty: string;
  readonly only?: readonly string[];
  readonly fetchPage: (place: PagePlace) => Promise<PageOf<T>>;
}): ReactNode {
  const say = useWords("oversight");
  const list = useList();
  const {
    data,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    isFetchNextPageError,
  } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) =>
      fetchPage({ limit: PAGE, ...(pageParam !== "" && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
  const items = useMemo(() => data?.pages.flatMap(({ entries }) => entries) ?? [], [data]);
  return (
    <>
      {only.length > 0 && <p className="small soft">{say("only", { what: list(only) })}</p>}
      {error !== null && !isFetchNextPageError && (
        <Problem error={error} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && items.length === 0 && (
        <Notice title={hasNextPage ? say("noneYet") : empty} />
      )}
      {items.length > 0 && (
        <>
          <p className="small soft" role="status">
            {say(hasNextPage ? "shownMore" : "shownAll", { count: items.length })}
          </p>
          <table className="table records panel" aria-label={label}>
            <thead>
              <tr>
                {columns.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: entries are only added at the end, or all replaced.
                <tr key={place}>
                  {columns.map(({ name, show }) => (
                    <td key={name} data-label={name}>
                      {show(item)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      <MoreButton
        {...{ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, error }}
      >
        {say("older")}
      </MoreButton>
    </>
  );
}

const PAGE = 50;
