import type { createClient } from "@safepassage/client";
import { median } from "../timing.ts";
import { FIRST, RARE } from "./variety.ts";

/** How long a page of 50 takes over HTTP, beside one out of the memory of a bare server. Milliseconds. */
export interface ListFigures {
  readonly name: string;
  readonly ms: number;
  readonly p95: number;
  readonly floorMs: number;
  /** Entries of the page. */
  readonly entries: number;
}

/** Milliseconds that a page may take, as the median. */
export const LIST_LIMIT_MS = 20;

type Client = ReturnType<typeof createClient>;
type Query = Readonly<Record<string, string | number | boolean>>;

/** Where lists are asked for: a gateway that has received, one that has sent, and a bare server. */
interface Places {
  readonly inbox: Client;
  readonly outbox: Client;
  readonly floor: Client;
}

/**
 * Times the pages of both lists: plain, with each filter, with filters that admit little or nothing, and half-way through.
 */
export async function timeLists(
  places: Places,
  { messages, rounds }: { messages: number; rounds: number },
): Promise<readonly ListFigures[]> {
  const figures: ListFigures[] = [];
  for (const box of ["inbox", "outbox"] as const) {
    const { page } = await ask(places[box], box, { erased: true });
    const [{ sender, recipient: other = sender } = {}] = page.entries;
    const deep = await cursorAt(places[box], box, messages / 2);
    for (const [name, query] of Object.entries<Query>({
      ...casesOf(box, other ?? ""),
      "half-way": { cursor: deep },
    })) {
      figures.push(await timeList(places, box, { name, query, rounds }));
    }
  }
  return figures;
}

function casesOf(box: "inbox" | "outbox", other: string): Readonly<Record<string, Query>> {
  const party = box === "inbox" ? "sender" : "recipient";
  const [often, seldom] = box === "inbox" ? ["accepted", "quarantined"] : ["decided", "expired"];
  return {
    plain: {},
    ...{ "a state of most": { state: often }, "a state of few": { state: seldom } },
    ...{
      [`a ${party} of most`]: { [party]: other },
      [`a ${party} of few`]: { [party]: RARE.party },
    },
    ...{
      "a type of most": { messageType: "referral" },
      "a type of few": { messageType: RARE.type },
    },
    "a purpose of few": { purpose: RARE.purpose },
    ...{ "since the middle": { since: MIDDLE }, "until the middle": { until: MIDDLE } },
    ...{
      "until before the first": { until: FIRST },
      "since the future": { since: "2030-01-01T00:00:00Z" },
    },
    ...{ erased: { erased: true }, "not erased": { erased: false } },
    [`a ${party} and a state of few`]: { [party]: other, state: seldom },
    [`a ${party} and a type of few`]: { [party]: other, messageType: RARE.type },
    "all filters": {
      ...{ [party]: other, state: often, messageType: RARE.type, purpose: RARE.purpose },
      ...{ since: FIRST, until: MIDDLE, erased: true },
    },
  };
}

async function timeList(
  { floor, ...places }: Places,
  box: "inbox" | "outbox",
  { name, query, rounds }: { name: string; query: Query; rounds: number },
): Promise<ListFigures> {
  const took: number[] = [];
  const floorTook: number[] = [];
  let entries = 0;
  for (let round = -WARM_UP; round < rounds; round++) {
    const { page, ms } = await ask(places[box], box, query);
    const { ms: floorMs } = await ask(floor, "inbox", query);
    entries = page.entries.length;
    if (round < 0) continue;
    took.push(ms);
    floorTook.push(floorMs);
  }
  took.sort((a, b) => a - b);
  const p95 = took[Math.floor(took.length * 0.95)] ?? Number.NaN;
  return { name: `${box}: ${name}`, ms: median(took), p95, floorMs: median(floorTook), entries };
}

/** Asks for a page. Its time ends with the last octet. */
export async function ask(client: Client, box: "inbox" | "outbox", query: Query) {
  const from = performance.now();
  const response = await client.v1[box].$get({ query });
  const text = await response.text();
  const ms = performance.now() - from;
  if (!response.ok) throw new Error(`${box}: ${response.status} ${text}`);
  return {
    ms,
    page: JSON.parse(text) as {
      entries: readonly { sender?: string; recipient?: string }[];
      next?: string;
    },
  };
}

/** Goes on page by page until so many messages are behind it. */
async function cursorAt(
  client: Client,
  box: "inbox" | "outbox",
  messages: number,
): Promise<string> {
  let cursor: string | undefined;
  for (let passed = 0; passed < messages; passed += 200) {
    const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
    cursor = (await ask(client, box, query)).page.next;
  }
  if (cursor === undefined) throw new Error(`${box}: there are not so many messages`);
  return cursor;
}

const WARM_UP = 5;
const MIDDLE = "2025-05-24T00:00:00Z";
