import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Pair } from "../exchange/complete.ts";
import { median } from "../timing.ts";

/** How long a gateway takes to say how it stands. All other requests wait meanwhile: it counts on the one thread that answers. */
export interface HealthTime {
  /** Milliseconds until it has said so, median. */
  readonly ms: number;
  /** The same, divided by the time in which the bare driver counts the messages by state. Median of all rounds. */
  readonly ratio: number;
}

/** What the ratio must not exceed. */
export const HEALTH_LIMIT = 4;

/** Asks a sender's gateway and counts its messages, by turns. @param folder - Of its agency. */
export async function timeHealth({ servers, token }: Pair, folder: string): Promise<HealthTime> {
  const db = new DatabaseSync(join(folder, "state/agency.db"), { readOnly: true });
  const counting = db.prepare("select state, count(*) from outbox group by state");
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (): Promise<void> => {
    const response = await fetch(`${servers[0].localUrl}/v1/health`, { headers });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    await response.text();
  };
  try {
    const rounds: { readonly asked: number; readonly counted: number }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const asked = await timed(ask);
      const counted = await timed(async () => counting.all());
      // The first of each reads from the disk.
      if (round > 0) rounds.push({ asked, counted });
    }
    return {
      ms: median(rounds.map(({ asked }) => asked)),
      ratio: median(rounds.map(({ asked, counted }) => asked / counted)),
    };
  } finally {
    db.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const ROUNDS = 9;
