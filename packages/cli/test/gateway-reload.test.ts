import { until } from "@safepassage/testing/until";
import { expect, it, vi } from "vitest";
import { run } from "../src/index.ts";
import { createNodeIo } from "../src/io/node-io.ts";
import { makeGatewaysForEach, ngoB } from "./gateway-process.ts";

// SQLite writes through to the disk.
vi.setConfig({ testTimeout: 60_000 });

makeGatewaysForEach();

it("safepassage gateway run reads its files again once it runs, if that was asked for while it started", async () => {
  const lines: string[] = [];
  let tell = (_: "stop" | "reload"): void => {};
  const ended = run(["gateway", "run", ngoB], {
    ...createNodeIo(),
    onBug: () => () => {},
    outliveOutput: () => {},
    onSignal(listener) {
      tell = listener;
      queueMicrotask(() => lines.length === 0 && listener("reload"));
      return () => {};
    },
    out: (line) => void lines.push(line),
    err: (line) => void lines.push(line),
  });
  const says = (text: string) => until(() => lines.some((line) => line.includes(text)));
  try {
    await says(" listens at ");
    await says('"filesRead');
  } finally {
    tell("stop");
  }
  expect(await ended).toBe(0);
});
