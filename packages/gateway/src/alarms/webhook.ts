import { createHmac } from "node:crypto";
import { type Fetch, readOctets } from "@safepassage/agency";
import { type Clock, toNumericDate } from "@safepassage/core";
import type { Channel } from "./notice.ts";

/**
 * Tells alarms to a program: POST of JSON to one address. Any answer from 200 to 299 means that it has them.
 *
 * `safepassage-signature` is `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA-256 under the shared secret over
 * `<seconds>.<body>`. A receiver compares in constant time, and refuses what is more than five minutes old.
 *
 * @param secretNow - Is asked before each request: a secret may change.
 * @see `docs/spec/operation.md#webhook`
 */
export function createWebhookChannel(
  { url, secretNow }: { readonly url: string; readonly secretNow: () => string },
  { clock, fetch }: { readonly clock: Clock; readonly fetch: Fetch },
): Channel {
  return {
    name: "webhook",
    place: "/gateway/alarms/webhook",
    async send(notice, signal) {
      const body = JSON.stringify(notice);
      const headers = {
        "content-type": "application/json",
        "safepassage-signature": signatureOf(body, secretNow(), toNumericDate(clock.now())),
      };
      // With redirects, one answer could choose who learns of the alarms.
      const request = new Request(url, { method: "POST", headers, body, redirect: "error" });
      const response = await fetch(request, { signal });
      // What it says does not matter; a little is read, so that the connection can be used again.
      await readOctets(response, MOST_READ, signal).catch(() => {});
      if (!response.ok) throw new ChannelRefused(`HTTP_${response.status}`);
    },
  };
}

/** The value of `safepassage-signature` for a body. */
function signatureOf(body: string, secret: string, seconds: number): string {
  const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${mac}`;
}

/** The receiver has answered, and not with 2xx. */
class ChannelRefused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "ChannelRefused";
    this.code = code;
  }
}

const MOST_READ = 65_536;
