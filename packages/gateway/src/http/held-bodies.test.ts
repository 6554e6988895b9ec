import { encodeUtf8 } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { createHeldBodies, type HeldBodies } from "./held-bodies.ts";

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

/** A request whose body is sent part by part, and what became of it: its length, or a code. */
function upload(bodies: HeldBodies, limit = 100) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own;
    },
  });
  const init = { method: "POST", body, duplex: "half" } as RequestInit;
  const request = new Request("http://c.test/inbox", init);
  return {
    outcome: bodies.readText(request, limit).then(
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
