import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answerOf, type Client, createClient } from "@safepassage/client";
import { until } from "@safepassage/testing/until";

/**
 * Asks the two gateways of the guide.
 *
 * @param folder - Where their folders are.
 * @param port - The first of their ports, once they run.
 */
export function createDesk(folder: string, port: () => number) {
  return { arrivedAfter, newestAnswer, readings, newest, settled, clientOf };

  /** The referral that NGO-C got after this one. */
  async function arrivedAfter(before: string): Promise<string> {
    await until(async () => (await newest()) !== before);
    return newest();
  }

  /** The answer that NGO-B got last. */
  async function newestAnswer(): Promise<string> {
    const query = { messageType: "response", limit: 1 } as const;
    const { entries } = await answerOf(clientOf("ngo-b").v1.inbox.$get({ query }));
    return entries[0]?.digest ?? "";
  }

  /** How often each of these messages was read at NGO-B. */
  function readings(digests: readonly string[]): Promise<readonly number[]> {
    const { custody } = clientOf("ngo-b").v1.messages[":digest"];
    return Promise.all(
      digests.map(async (digest) => {
        const { events } = await answerOf(custody.$get({ param: { digest }, query: {} }));
        return events.filter(({ code }) => code === "CASE_WORK").length;
      }),
    );
  }

  /** The referral that NGO-C got last. */
  async function newest(): Promise<string> {
    const query = { messageType: "referral", limit: 1 } as const;
    const { entries } = await answerOf(clientOf("ngo-c").v1.inbox.$get({ query }));
    return entries[0]?.digest ?? "";
  }

  /** Waits until everything that was sent is decided. */
  async function settled(): Promise<void> {
    for (const agency of ["ngo-b", "ngo-c"]) {
      await until(async () => {
        const { outbox } = await answerOf(clientOf(agency).v1.health.$get());
        return outbox?.["queued"] === 0 && outbox["sending"] === 0;
      });
    }
  }

  /** A client of an agency. */
  function clientOf(
    agency: string,
    fetch = (request: Request) => globalThis.fetch(request),
  ): Client {
    const token = readFileSync(join(folder, agency, "tokens/local.token"), "utf8").trim();
    const url = `http://127.0.0.1:${port() + (agency === "ngo-b" ? 2 : 4)}`;
    return createClient({ url, token, fetch });
  }
}
