import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "../design/button.tsx";
import { Problem } from "../design/problem.tsx";

/**
 * Shows the next page of the list before it, as long as there is one. Its other members are those of a query that comes in pages. The focus
 * goes to the first entry that is new: the last page takes the button away, and the reader would be at the beginning of the page.
 */
export function MoreButton({
  hasNextPage,
  isFetchingNextPage,
  isFetchNextPageError,
  error,
  fetchNextPage,
  children,
}: {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly error: Error | null;
  readonly fetchNextPage: () => Promise<unknown>;
  /** What the button says. */
  readonly children: string;
}): ReactNode {
  const row = useRef<HTMLDivElement>(null);
  const before = useRef<Shown>(undefined);
  const problem = useRef<HTMLDivElement>(null);
  // Where somebody looks who has pressed the button.
  useEffect(() => {
    if (isFetchNextPageError) problem.current?.scrollIntoView({ block: "nearest" });
  }, [isFetchNextPageError]);
  useEffect(() => {
    const shown = before.current;
    if (isFetchingNextPage || shown === undefined) return;
    before.current = undefined;
    const { activeElement } = document;
    // A reader who has moved on meanwhile keeps the place.
    const isHere = activeElement === document.body || row.current?.contains(activeElement) === true;
    if (isHere) focusEntry(entriesOf(shown.list)[shown.count]);
  }, [isFetchingNextPage]);
  if (!hasNextPage) return null;
  return (
    <>
      <div className="row" ref={row}>
        <Button
          isPending={isFetchingNextPage}
          onPress={() => {
            const list = row.current?.previousElementSibling;
            if (list) before.current = { list, count: entriesOf(list).length };
            void fetchNextPage();
          }}
        >
          {children}
        </Button>
      </div>
      {isFetchNextPageError && error !== null && (
        <div ref={problem}>
          <Problem error={error} />
        </div>
      )}
    </>
  );
}

/** A list, and how many entries it had. */
interface Shown {
  readonly list: Element;
  readonly count: number;
}

/** The entries of a list: its items, or the rows of a table. */
const entriesOf = (list: Element): ArrayLike<Element> =>
  (list.querySelector("tbody") ?? list).children;

/** Where there is nothing in an entry to be pressed, the entry itself gets the focus. */
function focusEntry(entry: Element | undefined): void {
  if (!(entry instanceof HTMLElement)) return;
  const [first] = entry.querySelectorAll<HTMLElement>("a[href], button");
  if (first === undefined) entry.tabIndex = -1;
  (first ?? entry).focus();
}
