import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMemoryStoreKeys } from "../keys/message-keys.ts";
import { inspectPostgres } from "./inspect.ts";
import { openPostgresStore } from "./store.ts";

/** How a server has somebody sign in (PostgreSQL manual, 55.7, the messages that begin with `Authentication`). */
const asks = (way: number, more = ""): Buffer => {
  const message = Buffer.alloc(9 + more.length);
  message.write("R");
  message.writeInt32BE(8 + more.length, 1);
  message.writeInt32BE(way, 5);
  message.write(more, 9);
  return message;
};

const [AWAY, REFUSED] = ["GATEWAY_STORE_AWAY", "GATEWAY_STORE_REFUSED"] as const;
const PASSWORD = [asks(10, "SCRAM-SHA-256\0\0"), asks(11, "r=1")];

describe("a server that is not spoken with as usual", () => {
  it.each<[string, readonly (Buffer | string)[], string, object, object]>([
    ["asks for a password, and none is given", PASSWORD, REFUSED, { member: "passwordFile" }, {}],
    ["has the role sign in by GSSAPI", [asks(7)], REFUSED, {}, {}],
    ["is of another kind", [Buffer.from("4a0000000a352e352e3500aabbcc", "hex")], AWAY, {}, {}],
    ["says what breaks off", [Buffer.from("44000000060005", "hex")], AWAY, {}, {}],
    ["fails when it is asked for TLS", ["E"], AWAY, {}, { authorities: "none" }],
  ])("gets a code where it %s", async (_, says, code, details, more) => {
    const server = createServer((socket) => {
      const rest = [...says];
      socket.on("error", () => {});
      socket.on("data", () => socket.write(rest.shift() ?? ""));
    });
    server.listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const place = { host: "127.0.0.1", port, user: "someone", database: "some", ...more };
    const refused = { code, details };
    await expect(inspectPostgres(place)).rejects.toMatchObject(refused);
    await expect(openPostgresStore(place, createMemoryStoreKeys)).rejects.toMatchObject(refused);
  });
});
