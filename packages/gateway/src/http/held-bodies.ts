import { readOctets } from "@safepassage/agency";
import { decodeUtf8, ProtocolError } from "@safepassage/core";
import { GatewayError } from "./gateway-error.ts";

/** Reads request bodies, with one bound on the memory of all. */
export interface HeldBodies {
  /**
   * Reads a body of at most `limit` octets. If the announced length is too large, nothing is read; an unannounced length is
   * refused as soon as it passes the limit.
   *
   * @throws {@link GatewayError} `GATEWAY_BODY_INCOMPLETE`, `GATEWAY_BUSY`; AgencyError `GATEWAY_BODY_TOO_LARGE`.
   */
  readOctets(request: Request, limit: number): Promise<Uint8Array>;
  /** {@link readOctets}, decoded as UTF-8. @throws CoreError `JSON_BAD_TEXT`. */
  readText(request: Request, limit: number): Promise<string>;
  /** What is held now. */
  held(): { readonly bodies: number; readonly octets: number };
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

  const read: HeldBodies["readOctets"] = async (request, limit) => {
    const giving = new AbortController();
    const own: Held = {
      octets: 0,
      giveWay() {
        release(own);
        giving.abort(new GatewayError("GATEWAY_BUSY", "the body gave way to others"));
      },
    };
    const onPart = (octets: number): void => {
      makeRoom(own, octets);
      giving.signal.throwIfAborted();
      own.octets += octets;
      total += octets;
    };
    held.add(own);
    try {
      return await readOctets(request, limit, giving.signal, onPart);
    } catch (cause) {
      if (cause instanceof ProtocolError) throw cause;
      throw new GatewayError("GATEWAY_BODY_INCOMPLETE", "the body was broken off", { cause });
    } finally {
      release(own);
    }
  };
  return {
    readOctets: read,
    readText: async (request, limit) => decodeUtf8(await read(request, limit)),
    held: () => ({ bodies: held.size, octets: total }),
  };
}

interface Held {
  octets: number;
  giveWay(): void;
}
