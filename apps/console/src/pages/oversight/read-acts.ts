import type { Answer } from "../../app/gateway.ts";
import { now } from "../../words/clock.ts";
import type { PagePlace } from "./paged-table.tsx";

export type ActEntry = Answer<"listActs">["entries"][number];

/** Which acts are asked for, as the API names it. */
export interface ActsAsked {
  readonly act?: ActEntry["act"];
  readonly ref?: string;
  readonly officer?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Acts that were read for a file. */
export interface ReadActs {
  readonly entries: readonly ActEntry[];
  /** When the reading began: what came later is not in it. Instant. */
  readonly at: string;
  /** Whether it is all that fits. */
  readonly isWhole: boolean;
}

type FetchActs = (asked: ActsAsked, place: PagePlace) => Promise<ActsPage>;
type ActsPage = Pick<Answer<"listActs">, "entries" | "next">;

/**
 * Reads all acts that fit, page after page.
 *
 * @param goesOn - Gets how many were read, and says whether somebody still waits for the rest.
 */
export async function readActs(
  asked: ActsAsked,
  goesOn: (count: number) => boolean,
  fetchPage: FetchActs,
): Promise<ReadActs> {
  const at = `${new Date(now()).toISOString().slice(0, SECONDS)}Z`;
  const entries: ActEntry[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await fetchPage(asked, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
    entries.push(...page.entries);
    cursor = page.next;
    if (cursor === undefined) return { entries, at, isWhole: true };
    if (!goesOn(entries.length)) break;
  }
  return { entries, at, isWhole: false };
}

const SECONDS = "2026-11-24T09:02:00".length;
/** The most that the API gives at once. */
const PAGE = 200;
/** 50,000 acts: more than anybody looks through in a spreadsheet, and little enough for a page to hold. */
const MOST_PAGES = 250;
