import { AgencyError } from "@safepassage/agency";
import { concatBytes, decodeUtf8 } from "@safepassage/core";
import { GatewayError } from "./gateway-error.ts";

/** Reads request bodies, with one bound on the memory of all. */
export interface HeldBodies {
  /**
   * Reads a body of at most `limit` octets. If the announced length is too large, nothing is read; an unannounced length is
   * refused as soon as it passes the limit.
   *
   * @throws {@link GatewayError} `GATEWAY_BODY_TOO_LARGE`, `GATEWAY_BODY_INCOMPLETE`, `GATEWAY_BUSY`.
   */
  readOctets(request: Request, limit: number): Promise<Uint8Array>;
  /** {@link readOctets}, decoded as UTF-8. @throws CoreError `JSON_BAD_TEXT`. */
  readText(request: Request, limit: number): Promise<string>;
}

/**
 * Bounds the memory of all bodies while they arrive.
 *
 * If there is no room for the next part, the body that began first gives way: an attacker who sends slowly, to block
 * others, is cut first.
 */
export function createHeldBodies(maxOctets: number): HeldBodies {
  const held = new Set<Held>();
  let total = 0;

  /** Makes room for the next part of a body. That body itself may be the one that gives way. */
  const makeRoom = (body: Held, octets: number): void => {
    for (const oldest of held) {
      if (total + octets <= maxOctets) return;
      oldest.giveWay();
      if (oldest === body) return;
    }
  };
  const release = (body: Held): void => {
    if (held.delete(body)) total -= body.octets;
  };

  const readOctets: HeldBodies["readOctets"] = async ({ headers, body }, limit) => {
    const tooLarge = () => new AgencyError("GATEWAY_BODY_TOO_LARGE", `more than ${limit} octets`);
    if (Number(headers.get("content-length") ?? 0) > limit) throw tooLarge();
    if (body === null) return new Uint8Array();
    const reader = body.getReader();
    let gaveWay = false;
    const own: Held = {
      octets: 0,
      giveWay() {
        gaveWay = true;
        release(own);
        cancel(reader);
      },
    };
    held.add(own);
    const parts: Uint8Array[] = [];
    try {
      for (;;) {
        const { done, value } = await next(reader);
        if (gaveWay) throw new GatewayError("GATEWAY_BUSY", "the body gave way to others");
        if (done) return concatBytes(...parts);
        if (own.octets + value.length > limit) throw tooLarge();
        makeRoom(own, value.length);
        if (gaveWay) throw new GatewayError("GATEWAY_BUSY", "there is no room for the body");
        own.octets += value.length;
        total += value.length;
        parts.push(value);
      }
    } catch (error) {
      cancel(reader);
      throw error;
    } finally {
      release(own);
    }
  };
  return {
    readOctets,
    readText: async (request, limit) => decodeUtf8(await readOctets(request, limit)),
  };
}

interface Held {
  octets: number;
  giveWay(): void;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function next(reader: Reader): ReturnType<Reader["read"]> {
  try {
    return await reader.read();
  } catch (cause) {
    throw new GatewayError("GATEWAY_BODY_INCOMPLETE", "the body was broken off", { cause });
  }
}

/** Stops reading a body. It may be broken off already, so errors are ignored. */
function cancel(reader: Reader): void {
  reader.cancel().catch(() => {});
}
