import { describeApi } from "@safepassage/api";
import { VERSION } from "../about/version.ts";
import { STATUS } from "../http/status.ts";

/**
 * The OpenAPI document, with the address at which it was asked for: there the operations answer too.
 *
 * @param asked - The address of the request.
 * @param browsers - Address at which browsers reach the gateway. A proxy before it may speak HTTPS, and the gateway does not see that.
 */
export async function describeAt(
  asked: string,
  browsers: string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const there = new URL(asked);
  const known = browsers === undefined ? there : new URL(browsers);
  const { origin: url } = known.host === there.host ? known : there;
  const servers = [{ url, description: "The gateway's local port, as it was asked." }];
  const head = new TextEncoder().encode(`{"servers":${JSON.stringify(servers)},`);
  const rest = await describeOnce();
  const document = new Uint8Array(head.length + rest.length);
  document.set(head);
  document.set(rest, head.length);
  return document;
}

/** All but the servers, after its first brace. Made once: it takes some milliseconds, and anybody who reaches the port may ask for it. */
function describeOnce(): Promise<Uint8Array> {
  described ??= describeApi((code) => STATUS[code as keyof typeof STATUS] ?? 500, VERSION).then(
    (document) =>
      new TextEncoder().encode(JSON.stringify({ ...document, servers: undefined }).slice(1)),
  );
  return described;
}

let described: Promise<Uint8Array> | undefined;
