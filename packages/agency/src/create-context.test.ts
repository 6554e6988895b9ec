import { expect, it } from "vitest";
import { visibleLog } from "./create-context.ts";
import type { LogEvent } from "./setting/log-event.ts";

it("tells a log nothing that cannot be seen, and all that can", () => {
  const told: LogEvent[] = [];
  const log = visibleLog((event) => void told.push(event));
  log({ event: "refused", code: "A\n\u001b[2J", ref: "b\u202e", peer: "https://ngo-b.test" });
  log({ event: "maintained" });
  expect(told).toEqual([
    { event: "refused", code: "A\\u000a\\u001b[2J", ref: "b\\u202e", peer: "https://ngo-b.test" },
    { event: "maintained" },
  ]);
});
