import { readOctets } from "@safepassage/agency";
import { decodeUtf8, ProtocolError } from "@safepassage/core";
import { GatewayError } from "./gateway-error.ts";

/** Holds requests while they arrive and are worked on, with one bound on the memory of all bodies. */
export interface HeldBodies {
  /**
   * Holds one request: it counts for its owner, with the room that its body takes, until `work` ends. `work` may read one
   * body.
   *
   * If the owner has no room for one more, its request that has been arriving longest gives way.
   *
   * @throws {@link GatewayError} `GATEWAY_PARTNER_BUSY` if all of the owner's requests are being worked on; what `work` throws.
   */
  hold<T>(owner: Owner, work: (read: ReadBody) => Promise<T>): Promise<T>;
  /** Reads the body of a request that nobody is counted for, as UTF-8. @throws CoreError `JSON_BAD_TEXT`. */
  readText(request: Request, limit: number): Promise<string>;
  /** What is held now. The octets are those of the buffers. */
  held(): { readonly bodies: number; readonly octets: number };
}

/**
 * Reads a body of at most `limit` octets. If the announced length is too large, nothing is read; an unannounced length is
 * refused as soon as it passes the limit.
 *
 * @throws {@link GatewayError} `GATEWAY_BODY_INCOMPLETE`, `GATEWAY_BUSY`, `GATEWAY_PARTNER_BUSY`; AgencyError
 *   `GATEWAY_BODY_TOO_LARGE`.
 */
export type ReadBody = (request: Request, limit: number) => Promise<Uint8Array>;

/** Who is answerable for a request, and what it may hold at once. */
export interface Owner extends Room {
  readonly name: string;
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

  /** Has the oldest give way, until `fits`. The last that may is `own`. */
  const makeRoom = (some: Iterable<Held>, own: Held, code: BusyCode, fits: () => boolean): void => {
    for (const oldest of some) {
      if (fits()) return;
      if (oldest.isArriving) oldest.giveWay(code);
      if (oldest === own) return;
    }
  };

  const hold = async <T>(
    owner: Owner | undefined,
    work: (read: ReadBody) => Promise<T>,
  ): Promise<T> => {
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
    const onRoom = (octets: number): void => {
      if (owner !== undefined) {
        const fits = () => octetsOf(ownedBy(owner)) + octets <= owner.octets;
        makeRoom(ownedBy(owner), own, "GATEWAY_PARTNER_BUSY", fits);
      }
      makeRoom(held, own, "GATEWAY_BUSY", () => octetsOf([...held]) + octets <= maxOctets);
      giving.signal.throwIfAborted();
      own.octets += octets;
    };
    const read: ReadBody = async (request, limit) => {
      try {
        return await readOctets(request, limit, giving.signal, onRoom);
      } catch (cause) {
        if (cause instanceof ProtocolError) throw cause;
        throw new GatewayError("GATEWAY_BODY_INCOMPLETE", "the body was broken off", { cause });
      } finally {
        own.isArriving = false;
      }
    };
    held.add(own);
    if (owner !== undefined) {
      const fits = () => ownedBy(owner).length <= owner.requests;
      makeRoom(ownedBy(owner), own, "GATEWAY_PARTNER_BUSY", fits);
      giving.signal.throwIfAborted();
    }
    try {
      return await work(read);
    } finally {
      held.delete(own);
    }
  };

  return {
    hold,
    held: () => ({ bodies: held.size, octets: octetsOf([...held]) }),
    readText: (request, limit) =>
      hold(undefined, async (read) => decodeUtf8(await read(request, limit))),
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
