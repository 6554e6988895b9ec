import { randomUUID } from "node:crypto";
import { draftRequests } from "../exchange/drafts.ts";
import { post } from "../exchange/processes.ts";

/** Case systems that submit messages, whatever happens to the gateway. */
export interface Load {
  /** Digests of the messages that the gateway has acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** Requests that failed, and were repeated. */
  readonly repeated: number;
  /** Submits nothing more, and waits until all of it is acknowledged. */
  stop(): Promise<void>;
  /** Submits and repeats nothing more: for a gateway that will not answer again. */
  leave(): void;
}

/** Submits messages, some at once. Each is repeated with its key until it is acknowledged, and once more now and then. */
export function openLoad(
  { localUrl, token }: { readonly localUrl: string; readonly token: string },
  { atOnce, random }: { readonly atOnce: number; readonly random: () => number },
): Load {
  const acknowledged = new Set<string>();
  const drafts = draftRequests();
  let repeated = 0;
  let isOver = false;
  let isLeft = false;
  const submit = async (key: string, body: string): Promise<string | undefined> => {
    try {
      const headers = { authorization: `Bearer ${token}`, "idempotency-key": key };
      const { status, text } = await post(`${localUrl}/v1/messages`, body, headers);
      if (status === 201) return JSON.parse(text).digest;
      if (status < 500) throw new TypeError(`refused: ${status} ${text}`);
    } catch (error) {
      if (error instanceof TypeError) throw error;
    }
    return undefined;
  };
  const lane = async (): Promise<void> => {
    while (!isOver) {
      const { value: draft } = drafts.next();
      const [key, body] = [randomUUID(), JSON.stringify({ draft, mode: "minimise" })];
      let digest: string | undefined;
      for (;;) {
        digest = await submit(key, body);
        if (digest !== undefined) break;
        if (isLeft) return;
        repeated++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      acknowledged.add(digest);
      if (random() > 0.1) continue;
      const again = await submit(key, body);
      if (again !== undefined && again !== digest) throw new TypeError("one key, two messages");
    }
  };
  const lanes = Promise.all(Array.from({ length: atOnce }, lane));
  // A failure is thrown by stop(), which waits for the same promise.
  lanes.catch(() => {});
  return {
    acknowledged,
    get repeated() {
      return repeated;
    },
    async stop() {
      isOver = true;
      await lanes;
    },
    leave() {
      isOver = true;
      isLeft = true;
    },
  };
}
