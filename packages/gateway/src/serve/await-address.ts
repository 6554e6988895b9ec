import type { LogEvent } from "@safepassage/agency";
import type { Certificates, Listening } from "./listen.ts";

/** How {@link listenOnceThere} waits. */
export interface AwaitAddress {
  readonly hostname: string;
  /** Where it listens once it can. */
  readonly url: string;
  readonly everyMs: number;
  readonly log: (event: LogEvent) => void;
  readonly onError: (error: unknown) => void;
}

/** A server that listens, or waits for its address. */
export interface Awaited extends Listening {
  isAwaited(): boolean;
}

/**
 * Listens as soon as this machine has the address. After a power cut the gateway often starts before its network: a lease comes
 * late, IPv6 looks first whether another machine has the address, and a tunnel or a shared address comes up after the rest.
 *
 * @throws Whatever `open` throws, but that the address is not there.
 */
export async function listenOnceThere(
  open: () => Promise<Listening>,
  { hostname, url, everyMs, log, onError }: AwaitAddress,
): Promise<Awaited> {
  let opened = await openIfThere(open);
  let renewed: Certificates | undefined;
  let told: unknown;
  let timer: NodeJS.Timeout | undefined;
  let opening: Promise<void> | undefined;
  let isClosing = false;
  const look = async (): Promise<void> => {
    try {
      opened = await openIfThere(open);
      if (renewed !== undefined) opened?.renew(renewed);
      if (opened !== undefined) log({ event: "addressThere", ref: opened.url });
    } catch (error) {
      // Another program may have the port by now, and end again.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== told) onError(error);
      told = code;
    }
    if (opened === undefined && !isClosing) lookLater();
  };
  const lookLater = (): void => {
    timer = setTimeout(() => {
      opening = look();
    }, everyMs);
  };
  if (opened === undefined) {
    log({ event: "addressAwaited", ref: hostname });
    lookLater();
  }
  return {
    get url() {
      return opened?.url ?? url;
    },
    isAwaited: () => opened === undefined,
    connections: () => opened?.connections() ?? 0,
    renew(certificates) {
      renewed = certificates;
      opened?.renew(certificates);
    },
    async close() {
      isClosing = true;
      clearTimeout(timer);
      await opening;
      await opened?.close();
    },
  };
}

async function openIfThere(open: () => Promise<Listening>): Promise<Listening | undefined> {
  try {
    return await open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRNOTAVAIL") throw error;
    return undefined;
  }
}
