import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { draftRequests } from "../exchange/drafts.ts";
import { dropConnections, post } from "../exchange/processes.ts";
import { type Growth, growthOf, type Tolerance } from "./flat.ts";
import { type Held, openWatched, type WatchedGateway } from "./watched-gateway.ts";

/** How long and how hard two gateways work. */
export interface SoakOptions {
  readonly seconds: number;
  /** Exchanges a second. */
  readonly rate: number;
  /** Seconds from one look to the next, more than the rest before each. */
  readonly everyS: number;
  /** The first of 22 free ports. */
  readonly port: number;
  /** The program of the command `safepassage`. */
  readonly command: string;
  /** Hears each look at sender and recipient, with the exchanges submitted so far. */
  readonly tell: (second: number, held: readonly Held[], exchanges: number) => void;
}

/** What a soak has shown. */
export interface SoakFigures {
  readonly exchanges: number;
  /** Requests that were not answered with 201, and gateways that did not end with 0. */
  readonly faults: readonly string[];
  /** By side and figure. */
  readonly growths: readonly (Growth & { readonly side: string; readonly figure: keyof Held })[];
}

/** What counts as flat. A compiled function or a page of the allocator more is no leak. */
const FLAT: Readonly<Record<keyof Held, Tolerance>> = {
  rss: { share: 0.05, units: 4 },
  heap: { share: 0.05, units: 2 },
  files: { share: 0, units: 3 },
  handles: { share: 0, units: 3 },
};

/**
 * Milliseconds without load before each look. The load closes its connections, since a gateway keeps those for more than a minute in which
 * nothing is asked, and gateways close theirs. So what is held then is held for good.
 */
const REST_MS = 7000;
/** 64 GiB. */
const DAY_OCTETS = 68_719_476_736;

/** Has two gateways exchange messages at a rate, and looks at what they hold. @param root - A folder for the run. */
export async function runSoak(root: string, options: SoakOptions): Promise<SoakFigures> {
  const { seconds, rate, everyS, port, command, tell } = options;
  const folders = makeTestExchange(root, { port });
  for (const [index, folder] of folders.entries()) {
    addGateway(folder, {
      gateway: {
        ...{ listen: { port: port + 2 * index }, local: { port: port + 20 + index } },
        // An hour has more than one partner may bring within a day.
        limits: { partnerDayOctets: DAY_OCTETS },
      },
    });
  }
  const gateways: WatchedGateway[] = [];
  const faults: string[] = [];
  const looks: { readonly at: number; readonly held: readonly Held[] }[] = [];
  let exchanges = 0;
  try {
    for (const folder of folders) gateways.push(await openWatched(command, folder));
    const token = readFileSync(join(folders[0] ?? "", "tokens/local.token"), "utf8").trim();
    const submit = submitter(`http://127.0.0.1:${port + 20}`, token, (fault) => faults.push(fault));
    const begun = performance.now();
    for (let second = 0; second <= seconds; second += everyS) {
      const end = begun + second * 1000 - REST_MS;
      exchanges += await submitAt(rate, end, submit);
      await untilTime(begun + second * 1000);
      const held = await Promise.all(gateways.map((one) => one.held()));
      looks.push({ at: second, held });
      tell(second, held, exchanges);
    }
  } finally {
    const codes = await Promise.all(gateways.map((one) => one.stop()));
    faults.push(
      ...codes.filter((code) => code !== 0).map((code) => `a gateway ended with ${code}`),
    );
  }
  return { exchanges, faults, growths: growthsOf(looks) };
}

/** Submits so many a second until a time, and waits until all are answered. */
async function submitAt(rate: number, end: number, submit: () => Promise<void>): Promise<number> {
  const answers: Promise<void>[] = [];
  const begun = performance.now();
  while (performance.now() < end) {
    // What a slow moment has left out is made up for.
    const due = ((performance.now() - begun) / 1000) * rate;
    while (answers.length < due) answers.push(submit());
    await untilTime(performance.now() + 50);
  }
  await Promise.all(answers);
  dropConnections();
  return answers.length;
}

const untilTime = (time: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())));

function growthsOf(
  looks: readonly { readonly at: number; readonly held: readonly Held[] }[],
): SoakFigures["growths"] {
  const at = looks.map((look) => look.at);
  return ["sender", "recipient"].flatMap((side, index) =>
    (Object.keys(FLAT) as (keyof Held)[]).map((figure) => {
      const values = looks.map(({ held }) => held[index]?.[figure] ?? Number.NaN);
      return { side, figure, ...growthOf({ at, values }, FLAT[figure]) };
    }),
  );
}

/** Submits a draft that no other one is like. As a case system does, it repeats what got no answer, with the same key. */
function submitter(
  localUrl: string,
  token: string,
  onFault: (fault: string) => void,
): () => Promise<void> {
  const drafts = draftRequests();
  return async () => {
    const body = JSON.stringify({ draft: drafts.next().value, mode: "minimise" });
    const headers = { authorization: `Bearer ${token}`, "idempotency-key": randomUUID() };
    const submit = () => post(`${localUrl}/v1/messages`, body, headers);
    try {
      // A connection that has rested may be closed just as it is used again.
      const { status, text } = await submit().catch(submit);
      if (status !== 201) onFault(`${status} ${text}`);
    } catch (error) {
      onFault(String(error));
    }
  };
}
