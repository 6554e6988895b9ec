import type { TestExchange } from "../world.ts";

/** What becomes of a package on its way. */
export const FAULTS = ["lost", "answerLost", "twice", "held", "garbled"] as const;
export type Fault = (typeof FAULTS)[number];

/** The network between two gateways, which may lose, repeat, and hold up what is posted. */
export interface Network {
  /** Has the next packages meet with these faults, one each. */
  spoil(faults: readonly Fault[]): void;
  /** Lets a package arrive that was held up, if there is one. */
  release(which: number): Promise<void>;
  /** Ends every fault, and lets everything arrive that was held up, the last one first. */
  mend(): Promise<void>;
}

export function createNetwork(exchange: TestExchange): Network {
  const faults: Fault[] = [];
  const held: Request[] = [];
  const arrive = (request: Request): Promise<Response> =>
    (new URL(request.url).port === "9000" ? exchange.b : exchange.c).gateway.fetch(request);
  exchange.intercept(async (request) => {
    if (!request.url.endsWith("/inbox")) return undefined;
    switch (faults.shift()) {
      case "lost":
        throw new TypeError("connection lost");
      case "answerLost":
        await arrive(request.clone());
        throw new TypeError("connection lost");
      case "twice":
        await arrive(request.clone());
        return undefined;
      case "held":
        held.push(request.clone());
        throw new TypeError("no answer in time");
      case "garbled":
        await arrive(request.clone());
        return new Response("<html>502</html>", { status: 502 });
      case undefined:
        return undefined;
    }
  });
  const release = async (which: number): Promise<void> => {
    const [request] = held.splice(which % Math.max(held.length, 1), 1);
    if (request !== undefined) await arrive(request);
  };
  return {
    spoil: (more) => void faults.push(...more),
    release,
    async mend() {
      faults.length = 0;
      while (held.length > 0) await release(held.length - 1);
    },
  };
}
