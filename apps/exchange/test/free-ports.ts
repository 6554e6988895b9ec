import { createServer } from "node:net";

/** The first of five ports in a row that are free, below those that the system gives away itself. */
export async function fivePorts(): Promise<number> {
  for (let first = 20_000 + (process.pid % 1000) * 10; first < 32_000; first += 5) {
    const free = await Promise.all([0, 1, 2, 3, 4].map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new Error("no five ports in a row are free");
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
