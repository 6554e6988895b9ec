import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { type ServedGateway, serveGateway } from "../src/node.ts";
import { createExchange, TOKENS } from "./world.ts";

let served: ServedGateway;
beforeEach(async () => {
  const { b } = createExchange();
  served = await serveGateway(b.gateway, { port: 0, localPort: 0, bodyTimeoutMs: 300 });
  onTestFinished(() => served.close());
});

/** What comes back on a connection on which this was written. */
async function answerTo(url: string, text: string, then: (socket: Socket) => void = () => {}) {
  const socket = connect({ port: Number(new URL(url).port), allowHalfOpen: true });
  await once(socket, "connect");
  socket.write(text);
  then(socket);
  const [head = "", ...rest] = (await buffer(socket)).toString().split("\r\n\r\n");
  socket.end();
  return { status: Number(head.split(" ")[1]), head: head.toLowerCase(), body: rest.join("") };
}

const START = `POST /v1/preview HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKENS.local}\r\ncontent-type: application/json\r\n`;

const REQUESTS = [
  { what: "a body that comes too slowly", is: 408, text: `${START}content-length: 9\r\n\r\n{` },
  { what: "a head that comes too slowly", is: 408, text: START },
  {
    ...{ what: "a body that was cut", is: 400, text: `${START}content-length: 9\r\n\r\n{` },
    after: (socket: Socket) => socket.end(),
  },
  { what: "bad pieces", is: 400, text: `${START}transfer-encoding: chunked\r\n\r\nzz\r\n` },
  { what: "no HTTP", is: 400, text: "HELLO\r\n\r\n" },
  { what: "a large head", is: 431, text: `${START}x: ${"x".repeat(40_000)}\r\n\r\n` },
] as const;
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};

describe("what the local port cannot read", () => {
  it.each(REQUESTS)("is answered by a problem document: $what", async ({ is, text, ...more }) => {
    const answer = await answerTo(served.localUrl, text, "after" in more ? more.after : undefined);
    expect(answer.status).toBe(is);
    expect(answer.head).toContain("content-type: application/problem+json");
    expect(answer.head).toContain("connection: close");
    const problem = JSON.parse(answer.body);
    expect(problem).toMatchObject({ type: "about:blank", title: TITLES[is], status: is });
    expect(problem.hint).toMatch(/^.+\.$/);
  });

  it("is not told as the answer to a request before it, which may be done", async () => {
    const sound = `${START}content-length: 2\r\n\r\n{}`;
    const answer = await answerTo(served.localUrl, `${sound}HELLO\r\n\r\n`);
    expect(answer).toMatchObject({ head: "", body: "" });
  });

  it("is not answered inside another answer", async () => {
    const stream = `GET /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKENS.local}\r\n\r\n`;
    const answer = await answerTo(served.localUrl, stream, (socket) => {
      socket.once("data", () => socket.write("HELLO\r\n\r\n"));
    });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toContain("about:blank");
  });
});

describe("what the public port cannot read", () => {
  it("is answered by a status alone", async () => {
    const { status, body } = await answerTo(served.url, "HELLO\r\n\r\n");
    expect([status, body]).toEqual([400, ""]);
  });
});
