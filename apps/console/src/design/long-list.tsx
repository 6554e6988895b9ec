import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { Loading } from "./loading.tsx";
import { usePrinting } from "./use-printing.ts";
import "./long-list.css";

/** One column of a list. On a narrow page its name stands before each value. */
export interface Column<T> {
  readonly name: string;
  /** Width as CSS grid takes it: `10rem`, `1fr`. */
  readonly width: string;
  readonly show: (item: T) => ReactNode;
}

/**
 * A list as long as may be: only the rows that are seen are on the page, and more are fetched as somebody comes near the end.
 * On paper are all rows that were fetched, and an ellipsis if there are more.
 *
 * Each row is a link. Arrow keys go from row to row, Home to the first, End to the last that is there.
 *
 * React Aria's own list keeps each row in a tree: with 100,000 it stood still for a second whenever a page of rows came.
 *
 * @param label - Name of the list, for screen readers.
 * @param keyOf - The same function each time: it is asked for all rows when it changes.
 */
export function LongList<T>({
  label,
  items,
  columns,
  keyOf,
  linkOf,
  isMore,
  isStuck = false,
  onMore,
}: {
  readonly label: string;
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly keyOf: (item: T) => string;
  readonly linkOf: (item: T) => string;
  readonly isMore: boolean;
  /** Whether more could not be fetched: nobody asks again by scrolling. */
  readonly isStuck?: boolean;
  readonly onMore: () => void;
}): ReactNode {
  const isPrinting = usePrinting();
  const list = useRef<HTMLOListElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<number | undefined>(undefined);
  useEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_PX,
    overscan: isPrinting ? items.length : OVERSCAN,
    scrollMargin: top,
    // With a new function for each frame, all rows would be laid out anew in each.
    getItemKey: useCallback(
      (index: number) => {
        const item = items[index];
        return item === undefined ? index : keyOf(item);
      },
      [items, keyOf],
    ),
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isMore && !isStuck && last >= items.length - NEAR_END) onMore();
  }, [isMore, isStuck, last, items.length, onMore]);

  // A row that is scrolled to is on the page one frame later.
  useEffect(() => {
    if (focused === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-index="${focused}"] a`)?.focus();
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = Number((event.target as HTMLElement).closest("li")?.dataset["index"]);
    const to = targetOf(event.key, at, items.length);
    if (to === undefined) return;
    event.preventDefault();
    rows.scrollToIndex(to, { align: "auto" });
    setFocused(to);
  };
  const template = columns.map(({ width }) => width).join(" ");
  return (
    <div className="long-list" style={{ "--columns": template }}>
      <div className="long-list-head" aria-hidden="true">
        {columns.map(({ name }) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <ol
        ref={list}
        aria-label={label}
        style={{ blockSize: rows.getTotalSize() }}
        onKeyDown={onKeyDown}
        onBlur={() => setFocused(undefined)}
      >
        {shown.map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={key}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={isMore ? -1 : items.length}
              ref={rows.measureElement}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <Row item={item} link={linkOf(item)} columns={columns} />
            </li>
          );
        })}
      </ol>
      {isMore && !isStuck && <Loading />}
    </div>
  );
}

/** What stands in one row. */
function RowContent<T>({
  item,
  link,
  columns,
}: {
  readonly item: T;
  readonly link: string;
  readonly columns: readonly Column<T>[];
}): ReactNode {
  return (
    <Link to={link} className="long-list-row">
      {columns.map(({ name, show }) => (
        <span key={name} className="long-list-cell">
          <span className="long-list-label">{name} </span>
          <span>{show(item)}</span>
        </span>
      ))}
    </Link>
  );
}

/** Drawn once for all frames in which it is seen. */
const Row = memo(RowContent) as typeof RowContent;

/** The row that a key leads to; `undefined` for other keys. */
function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

const ROW_PX = 60;
const OVERSCAN = 6;
/** Rows before the end at which the next page is asked for. */
const NEAR_END = 60;
