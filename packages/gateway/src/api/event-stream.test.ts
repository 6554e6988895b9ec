import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openEventStream } from "./event-stream.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream of a feed in which something happens whenever it is asked. */
function open() {
  const ended = vi.fn();
  let position = 0;
  const response = openEventStream({
    feed: {
      next: async () => [
        {
          position: ++position,
          kind: "sent",
          at: "2026-11-24T09:02:00Z",
          ref: "d",
          code: "queued",
        },
      ],
      wake: () => {},
      close: () => {},
      isClosed: () => false,
    },
    from: 0,
    begins: "0",
    idOf: ({ position }) => `${position}`,
    recheck: async () => {},
    onEnd: ended,
  });
  return { ended, reader: response.body?.getReader(), headers: response.headers };
}

it("a stream asks a proxy to pass it on as it comes, and to keep nothing", async () => {
  const { reader, headers } = open();
  expect(Object.fromEntries(headers)).toEqual({
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  await reader?.cancel();
});

it("a stream that takes nothing is cut after a minute, and gives its place free once", async () => {
  const { ended, reader } = open();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2000);
  expect(ended).toHaveBeenCalledTimes(1);
  await expect(reader?.read()).rejects.toThrow("takes nothing");
  await vi.advanceTimersByTimeAsync(300_000);
  expect(ended).toHaveBeenCalledTimes(1);
});

it("a stream that is read goes on", async () => {
  const { ended, reader } = open();
  for (let minute = 0; minute < 5; minute++) {
    await vi.advanceTimersByTimeAsync(40_000);
    expect((await reader?.read())?.done).toBe(false);
  }
  expect(ended).not.toHaveBeenCalled();
  await reader?.cancel();
  expect(ended).toHaveBeenCalledTimes(1);
});
