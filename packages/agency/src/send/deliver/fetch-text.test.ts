import { describe, expect, it } from "vitest";
import { readOctets } from "./fetch-text.ts";

describe("readOctets", () => {
  it("reads a body of very many parts, and keeps none of them", async () => {
    const { octets } = await readParts(300_000, 1);
    expect(octets).toEqual(Uint8Array.from({ length: 300_000 }, (_, at) => at % 251));
  });

  it("tells of its room before it takes it, at most twice what has come", async () => {
    const seen: [room: number, sent: number][] = [];
    const { sent } = await readParts(5000, 7, { onRoom: (room, sent) => seen.push([room, sent]) });
    expect(sent).toBe(35_000);
    expect(seen.length).toBeLessThan(20);
    expect(seen.at(-1)?.[0]).toBeGreaterThanOrEqual(sent);
    expect(seen.filter(([room, sent]) => room < sent || room > 2 * sent)).toEqual([]);
  });

  it("takes no more room than was announced, or than the limit", async () => {
    const roomOf = async (options: object): Promise<number> => {
      let last = 0;
      await readParts(1001, 1, {
        onRoom: (room) => {
          last = room;
        },
        ...options,
      });
      return last;
    };
    expect(await roomOf({})).toBe(1024);
    expect(await roomOf({ announced: 1001 })).toBe(1001);
    expect(await roomOf({ limit: 1003 })).toBe(1003);
    // What is announced of a compressed answer is less than what comes.
    expect(await roomOf({ announced: 100, limit: 1005 })).toBe(1005);
  });

  it("refuses the first octet beyond the limit", async () => {
    await expect(readParts(101, 1, { limit: 100 })).rejects.toMatchObject({
      code: "GATEWAY_BODY_TOO_LARGE",
    });
    expect((await readParts(100, 1, { limit: 100 })).octets).toHaveLength(100);
  });
});

/** Reads a body whose parts are all sent out of one buffer, which is overwritten for the next. */
async function readParts(
  parts: number,
  size: number,
  {
    limit = 1_048_576,
    announced = 0,
    onRoom = (_room: number, _sent: number): unknown => undefined,
  } = {},
) {
  const buffer = new Uint8Array(size);
  let sent = 0;
  let room = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        if (sent === parts * size) return controller.close();
        buffer.fill((sent / size) % 251);
        sent += size;
        controller.enqueue(buffer);
      },
    },
    { highWaterMark: 0 },
  );
  const headers = new Headers(announced === 0 ? {} : { "content-length": String(announced) });
  const octets = await readOctets(
    { headers, body },
    limit,
    new AbortController().signal,
    (more) => {
      room += more;
      onRoom(room, sent);
    },
  );
  return { octets, sent };
}
