import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "@safepassage/testing/until";
import { expect, it } from "vitest";
import { runGateway } from "../src/node.ts";
import { openReceiver } from "./alarm-servers.ts";
import { editJson } from "./gateway-folder.ts";
import { askLocal } from "./run-world.ts";
import { folders, undo } from "./running.ts";

it("a person is told that the log is not written, and the log says afterwards since when it was not", async () => {
  const made = folders();
  const receiver = await openReceiver();
  undo.push(() => receiver.close());
  writeFileSync(join(made.b, "hook.key"), "a-secret-of-the-webhook-of-32-characters", {
    mode: 0o600,
  });
  editJson(join(made.b, "agency.json"), (value: { gateway: object }) => {
    Object.assign(value.gateway, {
      alarms: { webhook: { url: receiver.url, secret: "hook.key" } },
    });
  });
  let isFull = true;
  let failure: string | undefined = "ENOSPC";
  const written: { readonly event: string; readonly code?: string; readonly ref?: string }[] = [];
  const running = await runGateway(made.b, {
    write(line) {
      failure = isFull ? "ENOSPC" : undefined;
      if (!isFull) written.push(JSON.parse(line));
    },
    unwritten: () => failure,
    timing: { lookMs: 25 },
  });
  undo.push(() => running.close());
  const toldNow = () => receiver.requests.flatMap(({ notice }) => notice.alarms);
  await until(() => toldNow().some((one) => one.event === "logFails"));
  expect(toldNow().filter((one) => one.event === "logFails")).toMatchObject([
    { code: "LOG_UNWRITTEN", says: expect.stringMatching(/^Lines of the log cannot be written/) },
  ]);
  const warnings = async () => {
    const { json } = await askLocal(made.b, running.localUrl, "/v1/health");
    return json.warnings.map(({ code }: { code: string }) => code);
  };
  expect(await warnings()).toContain("LOG_UNWRITTEN");
  const before = Date.now();
  isFull = false;
  await until(async () => !(await warnings()).includes("LOG_UNWRITTEN"));
  const lost = () => written.filter(({ event }) => event === "linesLost");
  await until(() => lost().length > 0);
  const [{ code, ref = "" } = { code: "" }] = lost();
  expect([code, Date.parse(ref) <= before]).toEqual(["ENOSPC", true]);
  // What is over is not said for ever.
  const { length } = lost();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(lost().length - length).toBeLessThanOrEqual(1);
});
