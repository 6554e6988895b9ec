import type { JsonObject } from "@safepassage/core";

/** A message as the list of a gateway's outbox shows it. */
interface Entry {
  readonly digest: string;
  readonly state: string;
  readonly verdict?: string;
  readonly erasedAt?: string;
}

/**
 * Finds the messages that a recipient has signed to have taken in, oldest first, by the lists of a gateway's local API.
 *
 * @param since - How far back, in milliseconds since 1970.
 */
export async function sentTo(
  ask: (path: string) => Promise<JsonObject>,
  recipient: string,
  since: number,
): Promise<readonly string[]> {
  const from = new Date(since - LONGEST_WAY_MS).toISOString().replace(/\.\d+Z$/, "Z");
  const digests: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = new URLSearchParams({ recipient, since: from, erased: "false", limit: PAGE });
    if (cursor !== undefined) query.set("cursor", cursor);
    const page = await ask(`/v1/outbox?${query}`);
    const entries = page["entries"] as unknown as readonly Entry[];
    digests.push(...entries.filter(isTaken).map(({ digest }) => digest));
    cursor = page["next"] as string | undefined;
    if (cursor === undefined) return digests.reverse();
  }
}

const isTaken = ({ state, verdict }: Entry): boolean =>
  (state === "delivered" || state === "decided") && verdict !== "reject";

/** A message may have been under way for long when its recipient took it in. */
const LONGEST_WAY_MS = 31 * 86_400_000;
const PAGE = "200";
