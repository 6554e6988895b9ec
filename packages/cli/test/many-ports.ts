import { createServer } from "node:net";

/** The first of many ports in a row that are free now, below those that the system gives away itself. */
export async function manyPorts(): Promise<number> {
  for (let first = 12_000 + (process.pid % 100) * 100; first < 32_000; first += MANY) {
    const free = await Promise.all([...Array(MANY).keys()].map((at) => isFree(first + at)));
    if (free.every(Boolean)) return first;
  }
  throw new Error("not enough ports in a row are free");
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const MANY = 100;
