import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { openWire } from "../src/wire.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("answers for a gateway that has ended, and prints nothing of it", async () => {
  const gone = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => gone.once("listening", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const printed = vi.spyOn(console, "error").mockReturnValue();
  const wire = await openWire();
  try {
    wire.connect("NGO-C", `http://127.0.0.1:${port}`);
    const answer = await fetch(`${wire.addressOf("NGO-C")}/inbox`, { method: "POST", body: "x" });
    expect(answer.status).toBe(502);
    expect(printed).not.toHaveBeenCalled();
  } finally {
    await wire.close();
  }
});
