import { rmSync } from "node:fs";
import { createClient } from "@safepassage/client";
import { makeAgencies, openPair } from "../exchange/complete.ts";
import { start } from "../exchange/processes.ts";
import { fillStore } from "../full-store/fill.ts";
import { EVENT_LIMIT_MS, type EventFigures, timeEvents } from "./events.ts";
import { ask, LIST_LIMIT_MS, type ListFigures, timeLists } from "./lists.ts";
import { varietyOf } from "./variety.ts";

/** What the local API of gateways with full stores takes. */
export interface ApiFigures {
  readonly lists: readonly ListFigures[];
  readonly events: EventFigures;
  /** The same from a bare server, which makes nothing durable. */
  readonly eventsFloor: EventFigures;
}

/** Times lists and events at two gateways, each a process with so many messages stored. */
export async function benchApi({
  messages = 1_000_000,
  rounds = 41,
  events = 200,
  tell = (_: string): void => {},
} = {}): Promise<ApiFigures> {
  const { folder, agencies } = makeAgencies();
  try {
    const first = await openPair(agencies);
    for (let sent = 0; sent < TEMPLATES; sent++) await first.one();
    await first.close();
    for (const [index, box] of (["outbox", "inbox"] as const).entries()) {
      const [own = ""] = agencies.folders.slice(index);
      const began = performance.now();
      await fillStore(own, messages, varietyOf(box, messages));
      tell(`filled an ${box} in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    }
    const floor = await start("../api/floor.ts", {});
    const pair = await openPair(agencies, [], { tellCommits: true });
    try {
      const { servers, token } = pair;
      const [outbox, inbox] = servers.map(({ localUrl: url }) => createClient({ url, token }));
      if (inbox === undefined || outbox === undefined) throw new TypeError("there are two");
      const bare = createClient({ url: floor.localUrl, token });
      const { page } = await ask(inbox, "inbox", {});
      await fetch(`${floor.localUrl}/v1/inbox`, { method: "PUT", body: JSON.stringify(page) });
      const eventsFloor = await timeEvents(floor, { token, events });
      const told = await timeEvents(servers[0], { token, events });
      const lists = await timeLists({ inbox, outbox, floor: bare }, { messages, rounds });
      return { lists, events: told, eventsFloor };
    } finally {
      await pair.close();
      floor.child.disconnect();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many of the figures are beyond their limits. */
export const countSlow = ({ lists, events }: ApiFigures): number =>
  [...lists.map(({ ms }) => ms <= LIST_LIMIT_MS), events.ms <= EVENT_LIMIT_MS].filter(
    (isWithin) => !isWithin,
  ).length;

/** Lines of the report. */
export function formatApi({ lists, events, eventsFloor }: ApiFigures): string {
  const said = lists.map(
    ({ name, entries, ms, p95, floorMs }) =>
      `${ms <= LIST_LIMIT_MS ? "ok  " : "SLOW"} ${name.padEnd(36)} ${`${entries}`.padStart(2)} entries  ${ms.toFixed(1)} ms, p95 ${p95.toFixed(1)}; bare ${floorMs.toFixed(1)}`,
  );
  const event = ({ ms, p95, fromRequestMs }: EventFigures) =>
    `${ms.toFixed(2)} ms, p95 ${p95.toFixed(2)}; from the request on ${fromRequestMs.toFixed(1)} ms`;
  return [
    `pages of 50 over HTTP, medians; limit ${LIST_LIMIT_MS} ms`,
    ...said,
    `an event after its commit: ${event(events)}; limit ${EVENT_LIMIT_MS} ms`,
    `the same from a bare server, which commits nothing: ${event(eventsFloor)}`,
  ].join("\n");
}

/** Real messages that the stores are made of. */
const TEMPLATES = 64;
