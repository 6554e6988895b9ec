import { once } from "node:events";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";

/** An answer as it came over the connection. */
export interface RawAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Sends a request as it is written: clients of HTTP tidy addresses up first, and refuse others.
 *
 * @param target - What stands between method and version.
 */
export async function sendRaw(
  url: string,
  target: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const lines = Object.entries({ host, connection: "close", ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  // Not ended here: Node gives no answer to who has ended before it is ready. The server ends after its answer.
  socket.write(`${method} ${target} HTTP/1.1\r\n${head}\r\n`);
  const answer = await buffer(socket);
  const end = answer.indexOf("\r\n\r\n");
  const [first = "", ...rest] = answer.subarray(0, end).toString("latin1").split("\r\n");
  return {
    status: Number(first.split(" ")[1]),
    headers: Object.fromEntries(
      rest.map((line) => [
        line.slice(0, line.indexOf(":")).toLowerCase(),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    ),
    body: answer.subarray(end + 4),
  };
}
