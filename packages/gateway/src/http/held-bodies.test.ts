import { encodeUtf8 } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { createHeldBodies, type HeldBodies, type Owner } from "./held-bodies.ts";

describe("createHeldBodies", () => {
  it("has the one longest under way give way to a newer one", async () => {
    const bodies = createHeldBodies(100);
    const [old, young] = [upload(bodies), upload(bodies)];
    await old.send(90);
    await young.send(90);
    young.end();
    expect(await Promise.all([old.outcome, young.outcome])).toEqual(["GATEWAY_BUSY", 90]);
  });

  it("takes no room from another for a part of the one that gives way itself", async () => {
    const bodies = createHeldBodies(100);
    const [old, young] = [upload(bodies), upload(bodies)];
    await young.send(90);
    await old.send(50);
    young.end();
    expect(await Promise.all([old.outcome, young.outcome])).toEqual(["GATEWAY_BUSY", 90]);
  });

  it("counts the room that a body takes, not only what has come", async () => {
    const bodies = createHeldBodies(100);
    const [old, young] = [upload(bodies), upload(bodies)];
    await old.send(40);
    await old.send(1);
    expect(bodies.held()).toEqual({ bodies: 2, octets: 80 });
    await young.send(30);
    young.end();
    expect(await Promise.all([old.outcome, young.outcome])).toEqual(["GATEWAY_BUSY", 30]);
  });

  it("has the room again of what was read, refused or broken off", async () => {
    const bodies = createHeldBodies(100);
    const whole = upload(bodies);
    await whole.send(90);
    whole.end();
    expect(await whole.outcome).toBe(90);
    const large = upload(bodies, 80);
    await large.send(60);
    await large.send(30);
    expect(await large.outcome).toBe("GATEWAY_BODY_TOO_LARGE");
    const broken = upload(bodies);
    await broken.send(90);
    broken.breakOff();
    expect(await broken.outcome).toBe("GATEWAY_BODY_INCOMPLETE");
    const last = upload(bodies);
    await last.send(100);
    last.end();
    expect(await last.outcome).toBe(100);
  });
});

describe("an owner of requests", () => {
  const own = (name: string, requests = 2, octets = 60) => ({ name, requests, octets });

  it("has its own oldest give way where it holds too many, and takes nothing from others", async () => {
    const bodies = createHeldBodies(1000);
    const other = upload(bodies, 100, own("other"));
    const [first, second, third] = [1, 2, 3].map(() => upload(bodies, 100, own("flooding")));
    await other.send(50);
    for (const one of [second, third]) await one?.send(10);
    for (const one of [other, second, third]) one?.end();
    const outcomes = [first, second, third, other].map((one) => one?.outcome);
    expect(await Promise.all(outcomes)).toEqual(["GATEWAY_PARTNER_BUSY", 10, 10, 50]);
  });

  it("has its own oldest give way where its bodies are too large together", async () => {
    const bodies = createHeldBodies(1000);
    const other = upload(bodies, 100, own("other"));
    await other.send(50);
    const [first, second] = [1, 2].map(() => upload(bodies, 100, own("flooding")));
    await first?.send(40);
    await second?.send(40);
    for (const one of [other, second]) one?.end();
    const outcomes = [first, second, other].map((one) => one?.outcome);
    expect(await Promise.all(outcomes)).toEqual(["GATEWAY_PARTNER_BUSY", 40, 50]);
  });

  it("gets no more in while all its requests are worked on, which none of them loses", async () => {
    const bodies = createHeldBodies(1000);
    const ends: (() => void)[] = [];
    const working = [1, 2].map(() => {
      const until = new Promise<void>((resolve) => ends.push(resolve));
      return upload(bodies, 100, own("flooding"), () => until);
    });
    for (const one of working) {
      await one.send(20);
      one.end();
      await one.isRead;
    }
    expect(await upload(bodies, 100, own("flooding")).outcome).toBe("GATEWAY_PARTNER_BUSY");
    const other = upload(bodies, 100, own("other"));
    other.end();
    expect(await other.outcome).toBe(0);
    for (const end of ends) end();
    expect(await Promise.all(working.map(({ outcome }) => outcome))).toEqual([20, 20]);
    const next = upload(bodies, 100, own("flooding"));
    next.end();
    expect(await next.outcome).toBe(0);
  });

  it("takes no room from others for one that gives way within its own", async () => {
    const bodies = createHeldBodies(100);
    const other = upload(bodies, 100, own("other", 2, 100));
    await other.send(60);
    const large = upload(bodies, 100, own("large"));
    await large.send(70);
    other.end();
    expect(await Promise.all([large.outcome, other.outcome])).toEqual(["GATEWAY_PARTNER_BUSY", 60]);
  });

  it("holds the octets of a body until it is worked on", async () => {
    const bodies = createHeldBodies(1000);
    let end = (): void => {};
    const until = new Promise<void>((resolve) => {
      end = resolve;
    });
    const working = upload(bodies, 100, own("one"), () => until);
    await working.send(40);
    working.end();
    await working.isRead;
    const more = upload(bodies, 100, own("one"));
    await more.send(40);
    expect(await more.outcome).toBe("GATEWAY_PARTNER_BUSY");
    end();
    expect(await working.outcome).toBe(40);
  });

  it("counts what was read as often as it takes room from then on, until the work ends", async () => {
    const bodies = createHeldBodies(100);
    let end = (): void => {};
    const until = new Promise<void>((resolve) => {
      end = resolve;
    });
    const working = upload(bodies, 100, undefined, () => until, 8);
    await working.send(10);
    working.end();
    await working.isRead;
    expect(bodies.held().octets).toBe(80);
    const more = upload(bodies);
    await more.send(30);
    expect(await more.outcome).toBe("GATEWAY_BUSY");
    end();
    expect(await working.outcome).toBe(10);
    expect(bodies.held()).toEqual({ bodies: 0, octets: 0 });
  });

  it("takes what was read and counts for more than all room, once nothing else is held", async () => {
    const bodies = createHeldBodies(100);
    const send = async () => {
      const one = upload(bodies, 100, own("one"), undefined, 8);
      await one.send(40);
      one.end();
      return one.outcome;
    };
    const other = upload(bodies);
    await other.send(60);
    other.end();
    expect(await other.outcome).toBe(60);
    expect(await send()).toBe(40);
    expect(await send()).toBe(40);
    expect(bodies.held()).toEqual({ bodies: 0, octets: 0 });
  });
});

/**
 * A request whose body is sent part by part, and what became of it: its length, or a code.
 *
 * @param owner - Who is answerable for it. Left out: nobody.
 * @param work - What is done with it once it is read.
 * @param times - How many octets of memory each octet takes then.
 */
function upload(
  bodies: HeldBodies,
  limit = 100,
  owner?: Owner,
  work: () => Promise<void> = async () => {},
  times = 1,
) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own;
    },
  });
  const init = { method: "POST", body, duplex: "half" } as RequestInit;
  const request = new Request("http://c.test/inbox", init);
  let tellRead = (): void => {};
  const isRead = new Promise<void>((resolve) => {
    tellRead = resolve;
  });
  const text = bodies.hold(owner, async (read) => {
    const octets = await read(request, limit, times);
    tellRead();
    await work();
    return octets;
  });
  return {
    isRead,
    outcome: text.then(
      ({ length }) => length,
      ({ code }: { readonly code: string }) => code,
    ),
    /** Sends a part, and waits until it was looked at. */
    async send(octets: number): Promise<void> {
      controller?.enqueue(encodeUtf8("x".repeat(octets)));
      await new Promise((resolve) => setImmediate(resolve));
    },
    end: () => controller?.close(),
    breakOff: () => controller?.error(new Error("reset")),
  };
}
