import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { inLittleRoom } from "./little-room.ts";

// A process of its own, with a real database, in which no file may grow over 3 MiB.
describe("a gateway whose disk is full", () => {
  let way: Record<string, Record<string, unknown>>;
  beforeAll(() => {
    const program = fileURLToPath(new URL("full-disk-way.ts", import.meta.url));
    way = JSON.parse(inLittleRoom(6144, program));
  }, 60_000);

  it("says so to its own systems, to partners and to the operator", () => {
    expect(way["full"]).toMatchObject({
      inside: [200, "notReady", "STORE_FULL"],
      outside: [503, { status: "notReady" }],
      message: [503, "GATEWAY_STORE_FULL"],
      inbox: [503, "GATEWAY_STORE_FULL"],
      told: 2,
    });
  });

  it("asks its partners after growing pauses, though it cannot store them", () => {
    const asked = way["full"]?.["asked"] as readonly number[];
    // Five messages, each at 0, 0.75, 2.25, 5.25 and 11.25 seconds, then at 23.25 and 47.25.
    expect(asked).toEqual([25, 5, 5]);
    expect(way["full"]?.["bugs"]).toBe(7);
  });

  it("goes on by itself when there is room again, and loses nothing", () => {
    expect(way["free"]).toMatchObject({
      inside: [200, "ready", null],
      outside: [200, { status: "ready" }],
      message: [201, null],
      inbox: [400, "TRUST_SEALED_MALFORMED"],
    });
    expect(way["outbox"]).toMatchObject({ decided: 6, queued: 0, sending: 0 });
  });
});

describe("whoever is on duty at a gateway whose disk is full", () => {
  let way: Record<string, Record<string, unknown>>;
  beforeAll(() => {
    const program = fileURLToPath(new URL("full-disk-reading.ts", import.meta.url));
    way = JSON.parse(inLittleRoom(6144, program));
  }, 60_000);

  it("reads what tells of danger, which the log tells, and nobody reads anything else", () => {
    expect(way["full"]).toEqual({
      ...{ urgent: [200, true], plain: [503, "GATEWAY_STORE_FULL"] },
      unknown: [404, "GATEWAY_MESSAGE_UNKNOWN"],
      recorded: [],
      told: [{ event: "readingUnrecorded", ref: way["of"], code: "GATEWAY_STORE_FULL" }],
    });
  });

  it("has the reading recorded once there is room, with its time, and once only", () => {
    const recorded = [["2026-11-24T09:02:00Z", "dutyOfficer"]];
    expect(way["free"]).toEqual({ recorded, plain: [200, true] });
    expect(way["again"]).toEqual(recorded);
  });
});
