import { createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { fetchText, withTimeout } from "./fetch-text.ts";
import { soundFetch } from "./sound-fetch.ts";

/** A program that answers whatever is asked with this text, and is asked no more after it. */
async function openProgram(answer: string): Promise<{ url: string; end: () => void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}).once("data", () => socket.write(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    end();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}/`, end };
}

/** What nobody has caught from now on. */
function hearUncaught(): unknown[] {
  const uncaught: unknown[] = [];
  const before = process.listeners("uncaughtException");
  const hear = (error: unknown): void => void uncaught.push(error);
  process.removeAllListeners("uncaughtException").on("uncaughtException", hear);
  onTestFinished(() => {
    process.off("uncaughtException", hear);
    for (const one of before) process.on("uncaughtException", one);
  });
  return uncaught;
}

const ask = (url: string) =>
  withTimeout(2000, (signal) => fetchText(soundFetch, new Request(url), { signal, limit: 1000 }));

/** Long enough for Node to tell of an error that nobody hears. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

it.each([
  ["in one header", `Content-Encoding: ${Array(6).fill("gzip").join(", ")}`],
  ["in six headers", Array(6).fill("content-encoding: br").join("\r\n")],
])(
  "an answer with too many content codings %s is refused, and ends no program",
  async (_, headers) => {
    const uncaught = hearUncaught();
    const { url, end } = await openProgram(
      `HTTP/1.1 200 OK\r\n${headers}\r\nContent-Length: 9\r\n\r\nx`,
    );
    await expect(ask(url)).rejects.toMatchObject({
      cause: { code: "TOO_MANY_CONTENT_CODINGS" },
    });
    end();
    await turn();
    expect(uncaught).toEqual([]);
  },
);

it("any other answer comes as it does by fetch", async () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\n";
  const { url } = await openProgram(`${head}{}`);
  expect(await ask(url)).toEqual({ status: 200, text: "{}" });
});
