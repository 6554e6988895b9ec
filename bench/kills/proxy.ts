import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";

/** A network between two gateways that repeats, delays and loses what goes through it. */
export interface BadNetwork {
  /** How often it did what. */
  readonly done: Readonly<Record<"passed" | "doubled" | "delayed" | "answerLost", number>>;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Listens at a port and hands requests on to another. Of ten requests two go through twice, two wait up to 300 ms, so
 * that later ones overtake them, and of one the answer is lost.
 *
 * @param random - From 0 up to 1.
 */
export function openBadNetwork(
  from: number,
  to: number,
  random: () => number,
): Promise<BadNetwork> {
  const done = { passed: 0, doubled: 0, delayed: 0, answerLost: 0 };
  const server: Server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("error", () => outgoing.destroy());
    incoming.on("end", async () => {
      const body = Buffer.concat(parts);
      const { method = "GET", url = "/", headers } = incoming;
      const send = () => pass(to, { method, url, headers }, body);
      const chance = random();
      try {
        if (chance < 0.2) {
          done.delayed++;
          await new Promise((resolve) => setTimeout(resolve, random() * 300));
        }
        const again = chance >= 0.2 && chance < 0.4 ? send() : undefined;
        if (again !== undefined) done.doubled++;
        const [first] = await Promise.allSettled([send(), again]);
        if (first.status === "rejected") throw first.reason;
        if (chance > 0.9) {
          done.answerLost++;
          outgoing.destroy();
          return;
        }
        done.passed++;
        const { status, headers: answered, body: text } = first.value;
        outgoing.writeHead(status, { "content-type": answered["content-type"] ?? "" }).end(text);
      } catch {
        // The gateway behind it is dead just now: so is the connection.
        outgoing.destroy();
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(from, "127.0.0.1", () => {
      resolve({
        done,
        close: () =>
          new Promise((ended) => {
            server.close(() => ended());
            server.closeAllConnections();
          }),
      });
    });
  });
}

function pass(
  port: number,
  { method, url, headers }: { method: string; url: string; headers: IncomingHttpHeaders },
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, method, path: url, headers, agent: false, timeout: 20_000 },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          }),
        );
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", reject);
    sent.end(body);
  });
}
