import { createServer } from "node:net";

/** A port that was free has been taken by another program, before a process of the demo could listen on it. */
export class PortTaken extends Error {
  constructor(who: string) {
    super(`another program has taken the port of ${who}; start the demo again`);
  }
}

/**
 * Finds ports of 127.0.0.1 that are free, and does something with them. Another program may take one meanwhile: then it is
 * done again with others.
 *
 * @param use - Throws {@link PortTaken} if a port is not free any more, and leaves nothing behind.
 * @throws PortTaken at the third time; whatever else `use` throws.
 */
export async function withFreePorts<T>(
  count: number,
  use: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await use(await findFreePorts(count));
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Asks the system for ports: all at once, so that each is another one. */
async function findFreePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
      });
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      if (address === null || typeof address === "string") throw new TypeError("no port");
      return address.port;
    }),
  );
}

const ATTEMPTS = 3;
