import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient, follow } from "@safepassage/client";
import { expect, it, vi } from "vitest";

it("follow keeps the connection while the program deals with an event for more than a minute", async () => {
  const asked: string[] = [];
  let hear = () => {};
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const told = ["1", "2"].map((id) => `id: ${id}\ndata: ${JSON.stringify({ ref: id })}\n\n`);
    response.write(told[0]);
    hear = () => void response.write(told[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const client = createClient({ url: `http://127.0.0.1:${port}`, token: "t".repeat(40) });
    const events = follow(client);
    expect((await events.next()).value).toEqual({ id: "1", ref: "1" });
    await vi.advanceTimersByTimeAsync(90_000);
    hear();
    const next = events.next();
    const ended = next.then(() => true);
    // If it asked again, that would be after a pause.
    while (!(await Promise.race([ended, vi.advanceTimersByTimeAsync(1_000).then(() => false)])));
    expect((await next).value).toEqual({ id: "2", ref: "2" });
    expect(asked).toHaveLength(1);
    await events.return();
  } finally {
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  }
});
