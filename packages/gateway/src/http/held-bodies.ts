import { readOctets } from "@safepassage/agency";
import { ProtocolError } from "@safepassage/core";
import { GatewayError } from "./gateway-error.ts";

/** Holds requests while they arrive and are worked on, with one bound on the memory of all bodies. */
export interface HeldBodies {
  /**
   * Holds one request: it counts for its owner, with the room that its body takes, until `work` ends. `work` may read one
   * body.
   *
   * If the owner has no room for one more, its request that has been arriving longest gives way.
   *
   * @param owner - `undefined` for one whose requests are bounded by the room of all alone.
   * @throws {@link GatewayError} the `code` of the owner if all of the owner's requests are being worked on; what `work` throws.
   */
  hold<T>(owner: Owner | undefined, work: (read: ReadBody) => Promise<T>): Promise<T>;
  /** The room of all. */
  readonly maxOctets: number;
  /** What is held now. The octets are those of the buffers. */
  held(): { readonly bodies: number; readonly octets: number };
}

/**
 * Reads a body of at most `limit` octets. If the announced length is too large, nothing is read; an unannounced length is
 * refused as soon as it passes the limit.
 *
 * @param times - How many octets of memory each octet takes from then on, until the work ends: what is parsed takes more. Default 1.
 *   A body beside which nothing is held is taken, though it takes more than the room then.
 * @throws {@link GatewayError} `GATEWAY_BODY_INCOMPLETE`, `GATEWAY_BUSY`, `GATEWAY_PARTNER_BUSY`; AgencyError
 *   `GATEWAY_BODY_TOO_LARGE`.
 */
export type ReadBody = (request: Request, limit: number, times?: number) => Promise<Uint8Array>;

/** Who is answerable for a request, and what it may hold at once. */
export interface Owner extends Room {
  readonly name: string;
  /** What it is told where it has no room. Default `GATEWAY_PARTNER_BUSY`. */
  readonly code?: BusyCode;
}

/** What may be held at once. */
export interface Room {
  readonly requests: number;
  readonly octets: number;
}

/**
 * Bounds the memory of all bodies, and requests and octets of each owner.
 *
 * If a body finds no room to grow, the body that began first gives way, of all or of that owner: an attacker who
 * sends slowly, to block others, is cut first.
 */
export function createHeldBodies(maxOctets: number): HeldBodies {
  // By the time at which they began.
  const held = new Set<Held>();
  const octetsOf = (some: readonly Held[]): number =>
    some.reduce((sum, { octets }) => sum + octets, 0);
  const ownedBy = ({ name }: Owner): readonly Held[] =>
    [...held].filter(({ owner }) => owner?.name === name);

  /** Has the oldest give way, until what is too much is gone. The last that may is `own`. */
  const makeRoom = (
    some: Iterable<Held>,
    own: Held,
    code: BusyCode,
    { tooMuch, of }: { readonly tooMuch: number; readonly of: (held: Held) => number },
  ): void => {
    let left = tooMuch;
    for (const oldest of some) {
      if (left <= 0) return;
      if (oldest.isArriving) {
        left -= of(oldest);
        oldest.giveWay(code);
      }
      if (oldest === own) return;
    }
  };

  const hold: HeldBodies["hold"] = async (owner, work) => {
    const { code = "GATEWAY_PARTNER_BUSY" } = owner ?? {};
    const giving = new AbortController();
    const own: Held = {
      owner,
      octets: 0,
      isArriving: true,
      giveWay(code) {
        held.delete(own);
        giving.abort(new GatewayError(code, "the request gave way to others"));
      },
    };
    /** @param isRead - Whether the body is read, and within the room by itself. */
    const onRoom = (octets: number, isRead = false): void => {
      const of = (one: Held): number => one.octets;
      const tooMuchOf = (some: readonly Held[], most: number): number => {
        const sum = octetsOf(some);
        // Beside nothing else it is taken: however often it came again, it would find no more room.
        return isRead && sum === own.octets ? 0 : sum + octets - most;
      };
      if (owner !== undefined) {
        const ofOwner = ownedBy(owner);
        makeRoom(ofOwner, own, code, { tooMuch: tooMuchOf(ofOwner, owner.octets), of });
        giving.signal.throwIfAborted();
      }
      const all = [...held];
      makeRoom(all, own, "GATEWAY_BUSY", { tooMuch: tooMuchOf(all, maxOctets), of });
      giving.signal.throwIfAborted();
      own.octets += octets;
    };
    const read: ReadBody = async (request, limit, times = 1) => {
      try {
        const octets = await readOctets(request, limit, giving.signal, (more) => onRoom(more));
        const more = times * octets.length - own.octets;
        if (more > 0) onRoom(more, true);
        return octets;
      } catch (cause) {
        if (cause instanceof ProtocolError) throw cause;
        throw new GatewayError("GATEWAY_BODY_INCOMPLETE", "the body was broken off", { cause });
      } finally {
        own.isArriving = false;
      }
    };
    held.add(own);
    if (owner !== undefined) {
      const ofOwner = ownedBy(owner);
      makeRoom(ofOwner, own, code, { tooMuch: ofOwner.length - owner.requests, of: () => 1 });
      giving.signal.throwIfAborted();
    }
    try {
      return await work(read);
    } finally {
      held.delete(own);
    }
  };

  return {
    ...{ hold, maxOctets },
    held: () => ({ bodies: held.size, octets: octetsOf([...held]) }),
  };
}

type BusyCode = "GATEWAY_BUSY" | "GATEWAY_PARTNER_BUSY";

interface Held {
  readonly owner: Owner | undefined;
  /** Of the buffer of its body. */
  octets: number;
  /** Whether its body is still arriving: what is being worked on does not give way. */
  isArriving: boolean;
  giveWay(code: BusyCode): void;
}
