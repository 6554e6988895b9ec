import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER } from "@safepassage/agency/node";
import { until } from "@safepassage/testing/until";
import { expect, it } from "vitest";
import { editJson } from "./gateway-folder.ts";
import { folders, served, start } from "./running.ts";
import { selfSigned } from "./self-signed.ts";

const MAIL = {
  ...{ host: "127.0.0.1", port: 9, tls: "none", user: "gateway", password: "keys/mail.password" },
  ...{ ca: "keys/mail.ca", from: "gateway@ngo-b.test", to: ["duty@ngo-b.test"] },
};
const WEBHOOK = { url: "http://127.0.0.1:9/alarms", secret: "keys/webhook.secret" };

it("a gateway that reads its files again says which files of alarms and metrics it does not take", async () => {
  const made = folders();
  await served(made);
  const write = (name: string, text: string): void => {
    const path = join(made.b, "keys", name);
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  write("mail.password", "the old one\n");
  const { cert } = selfSigned();
  write("mail.ca", cert);
  write("webhook.secret", "s".repeat(32));
  write("metrics.token", "t".repeat(32));
  editJson(join(made.b, FOLDER.config), ({ gateway }: { gateway: object }) =>
    Object.assign(gateway, {
      alarms: { mail: MAIL, webhook: WEBHOOK },
      metrics: { port: 0, token: "keys/metrics.token" },
    }),
  );
  const { running, log, health } = await start(made.b);
  await until(async () => (await health()) === "");

  rmSync(join(made.b, "keys/mail.password"));
  write("mail.ca", "no certificate");
  write("webhook.secret", "too short");
  write("metrics.token", "");
  await running.lookAgain();
  expect(await health()).toBe(Array(4).fill("warning FILE_NOT_TAKEN").join());
  expect(log.filter(({ event }) => event === "filesReadWithFaults")).toMatchObject([
    // The registry of these tests does not have the port of the gateway, which is found elsewhere.
    { count: expect.toSatisfy((count: number) => count >= 4) },
  ]);

  // Also without a signal, as soon as the file is a good one again.
  write("mail.password", "the new one\n");
  write("mail.ca", cert);
  write("webhook.secret", "S".repeat(32));
  await until(async () => (await health()) === "warning FILE_NOT_TAKEN");
  write("metrics.token", "T".repeat(32));
  await running.lookAgain();
  expect(await health()).toBe("");
});
