import { createHmac } from "node:crypto";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, expect, it } from "vitest";
import { serveMetrics } from "../src/metrics/serve-metrics.ts";
import { openMailbox, openReceiver } from "./alarm-servers.ts";
import { soon, watch } from "./watching.ts";
import { createExchange, NOW } from "./world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A mail server that counts who connects. */
async function openServer(options: SMTPServerOptions = {}) {
  const seen = { connections: 0, open: 0, most: 0 };
  const mailbox = await openMailbox(0, {
    ...options,
    onConnect(_, done) {
      seen.connections++;
      seen.most = Math.max(seen.most, ++seen.open);
      done();
    },
    onClose: () => void seen.open--,
  });
  cleanups.push(() => mailbox.close());
  return { seen, mailbox };
}

/** NGO-C tells its alarms by mail to some addresses, who sign in with what a file holds. */
function open(
  port: number,
  to: readonly string[],
  files: Record<string, string> = {},
  timeoutMs = 20_000,
) {
  const login = "mail.key" in files ? { user: "gateway", password: "mail.key" } : {};
  const mail = {
    ...{ host: "127.0.0.1", port, tls: "none" as const, ...login },
    ...{ from: "gateway@ngo-c.test", to: [...to] },
  };
  const watched = watch({ alarms: { mail } }, files, { timeoutMs });
  const { gateway, store } = createExchange({
    own: { "NGO-C": { operation: watched.operation } },
  }).c;
  gateway.alarms?.start();
  const stop = async (): Promise<void> => gateway.alarms?.stop(100);
  cleanups.push(() => stop().then(() => gateway.close()));
  const record = (ref: string) =>
    store.transaction(({ events }) =>
      events.add({
        kind: "emergencyRefused",
        at: NOW,
        ref: ref.repeat(43),
        code: "MESSAGE_EXPIRED",
      }),
    );
  const logged = (event: string) => watched.lines().filter((line) => line.event === event);
  return { record, stop, logged };
}

const addresses = Array.from({ length: 16 }, (_, index) => `duty-${index}@ngo-c.test`);

it("one alarm goes to sixteen addresses over one connection", async () => {
  const { seen, mailbox } = await openServer();
  const { record, logged } = open(mailbox.port, addresses, { "mail.key": "the password" });
  await record("a");
  await soon(() => logged("alarmsTold").length).toBe(16);
  expect(mailbox.mails.map(({ to }) => to)).toEqual([addresses]);
  expect([seen.connections, mailbox.logins]).toEqual([1, ["gateway the password"]]);
});

it("an address about which the server says nothing keeps the alarm from no other", async () => {
  const [unsaid = "", ...others] = addresses.slice(0, 4);
  const { mailbox } = await openServer({
    onRcptTo({ address }, _, done) {
      if (address !== unsaid) done();
    },
  });
  const { record, logged } = open(mailbox.port, [unsaid, ...others], {}, 500);
  await record("a");
  await soon(() => new Set(mailbox.mails.flatMap(({ to }) => to))).toEqual(new Set(others));
  expect(logged("alarmsUntold").map(({ code }) => code)).toContain("TimeoutError");
});

it("a new password in its file is used for the next mail, and a file that is just being written is not", async () => {
  let accepted = "the old one";
  const { mailbox } = await openServer({
    onAuth({ password }, _, done) {
      if (password === accepted) done(null, { user: "gateway" });
      else done(new Error("wrong"));
    },
  });
  const files = { "mail.key": "the old one\n" };
  const { record, logged } = open(mailbox.port, addresses.slice(0, 1), files);
  await record("a");
  await soon(() => mailbox.mails.length).toBe(1);
  files["mail.key"] = "";
  await record("b");
  await soon(() => mailbox.mails.length).toBe(2);
  accepted = "the new one";
  await record("c");
  await soon(() => logged("alarmsUntold")).toMatchObject([{ code: "EAUTH" }]);
  files["mail.key"] = "the new one\n";
  await soon(() => mailbox.mails.length).toBeGreaterThanOrEqual(3);
});

it("a gateway that stops while a mail is under way says that it tells the alarm later, and not that mail fails", async () => {
  let isReached = false;
  const { mailbox } = await openServer({
    onMailFrom() {
      isReached = true;
    },
  });
  const { record, stop, logged } = open(mailbox.port, addresses.slice(0, 1));
  await record("a");
  await soon(() => isReached).toBe(true);
  await stop();
  expect(logged("alarmsUntold")).toEqual([]);
  expect(logged("alarmsPutOff")).toMatchObject([{ level: "warning", channel: "mail", count: 1 }]);
});

it("a new secret of the webhook and a new token of the metrics count at once, and none that is too short", async () => {
  const receiver = await openReceiver();
  cleanups.push(() => receiver.close());
  const files = { "hook.key": "s".repeat(32), token: "t".repeat(32) };
  const { operation } = watch(
    {
      alarms: { webhook: { url: receiver.url, secret: "hook.key" } },
      metrics: { port: 0, token: "token" },
    },
    files,
  );
  const [channel] = operation.channels;
  const served = await serveMetrics(operation.listener ?? { port: 0 }, {
    ...{ contentType: "text/plain", text: async () => "" },
  });
  cleanups.push(() => served.close());
  const notice = { id: "n", entity: "https://ngo-c.test", at: NOW, alarms: [], more: {} };
  const tell = async (secret: string): Promise<boolean> => {
    await channel?.send(notice, AbortSignal.timeout(5000));
    const { body = "", signature = "" } = receiver.requests.at(-1) ?? {};
    const [, seconds] = /^t=(\d+)/.exec(signature) ?? [];
    const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
    return signature.endsWith(`v1=${mac}`);
  };
  const ask = async (token: string): Promise<number> =>
    (await fetch(served.url, { headers: { authorization: `Bearer ${token}` } })).status;
  for (const letter of ["n", "short"]) {
    files["hook.key"] = letter.repeat(letter === "n" ? 32 : 1);
    files.token = files["hook.key"];
    expect([await tell("n".repeat(32)), await ask("n".repeat(32))]).toEqual([true, 200]);
    expect([await tell("s".repeat(32)), await ask("t".repeat(32))]).toEqual([false, 401]);
  }
});
