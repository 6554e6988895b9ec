import { describe, expect, it } from "vitest";
import { freePort, openGarbage, openMailbox, openReceiver } from "./alarm-servers.ts";
import { hook, mailTo, open, using } from "./alarm-world.ts";
import { selfSigned } from "./self-signed.ts";
import { soon, watch } from "./watching.ts";

describe("a way that fails", () => {
  it("is told to each address by itself: one that the server refuses is tried again, and the others learn of it", async () => {
    let refusal: number | undefined = 550;
    const mailbox = await using(
      openMailbox(0, {
        onRcptTo({ address }, _, done) {
          const isRefused = refusal !== undefined && address === "duty@ngo-c.test";
          done(
            isRefused ? Object.assign(new Error("no such user"), { responseCode: refusal }) : null,
          );
        },
      }),
    );
    const to = ["duty@ngo-c.test", "it@ngo-c.test"];
    const { record, lines } = open({ mail: mailTo(mailbox.port, { to }) });
    await record({});
    const textsTo = (address: string) =>
      mailbox.mails.flatMap((one) =>
        one.to[0] === address ? [one.text.replaceAll("=\r\n", "")] : [],
      );
    await soon(() => textsTo("it@ngo-c.test").length).toBeGreaterThan(1);
    const [first = "", second = ""] = textsTo("it@ngo-c.test");
    expect(first).toContain("a life may be in danger");
    expect(first).toContain("To: duty@ngo-c.test, it@ngo-c.test");
    expect(second).toContain("sent by mail: the mail server refuses an address (EENVELOPE)");
    expect(textsTo("duty@ngo-c.test")).toEqual([]);
    refusal = undefined;
    await soon(() => textsTo("duty@ngo-c.test").length).toBe(1);
    expect(textsTo("duty@ngo-c.test")[0]).toContain("a life may be in danger");
    // The log has it once the server has taken the mail for good.
    const told = () =>
      lines().flatMap(({ event, channel }) => (event === "alarmsTold" ? channel : []));
    await soon(() => [...new Set(told())].sort()).toEqual(["mail", "mail 2"]);
  });

  it("is a mail server that greylists: no address is wrong, and it takes the mail later", async () => {
    let refusals = 0;
    const mailbox = await using(
      openMailbox(0, {
        onRcptTo(_address, _session, done) {
          const isNew = refusals++ < 2;
          done(isNew ? Object.assign(new Error("come back later"), { responseCode: 451 }) : null);
        },
      }),
    );
    const { record, lines } = open({ mail: mailTo(mailbox.port) });
    await record({});
    await soon(() => mailbox.mails.length).toBe(1);
    const told = lines().filter(({ event }) => event === "alarmsUntold");
    expect(told.map(({ code }) => code)).toEqual(["MAIL_LATER"]);
  });

  it("is in the health of the gateway with its place, until it tells something", async () => {
    const port = await freePort();
    const { record, exchange } = open({ mail: mailTo(port) });
    await record({});
    const warnings = async () => (await exchange.c.call("GET", "/v1/health")).json.warnings;
    await expect
      .poll(warnings, { timeout: 15_000 })
      .toMatchObject([{ code: "ALARMS_LATE", place: "/gateway/alarms/mail/to/0" }]);
    await using(openMailbox(port));
    await expect.poll(warnings, { timeout: 15_000 }).toEqual([]);
  });

  it("is tried again until it works: a mail server that is away for a while", async () => {
    const port = await freePort();
    const { record, lines, operation } = open({ mail: mailTo(port) });
    await record({});
    await soon(() => lines().some(({ event }) => event === "alarmsUntold")).toBe(true);
    expect(lines().find(({ event }) => event === "alarmsUntold")).toMatchObject({
      ...{ level: "alarm", channel: "mail", code: "ESOCKET" },
    });
    const mailbox = await using(openMailbox(port));
    await soon(() => mailbox.mails.length).toBe(1);
    await soon(() => lines().some(({ event }) => event === "alarmsTold")).toBe(true);
    expect(operation.channels.map(({ name }) => name)).toEqual(["mail"]);
  });

  it("is tried again after any answer but 2xx, with the same id", async () => {
    const [receiver, elsewhere] = [await using(openReceiver()), await using(openReceiver())];
    const answers: readonly Parameters<typeof receiver.answer>[0][] = [
      (response) => response.writeHead(500).end("Amina"),
      // Never.
      () => {},
      (response) => response.writeHead(302, { location: elsewhere.url }).end(),
      (response) => response.destroy(),
      (response) => response.writeHead(200).end("x".repeat(200_000)),
    ];
    receiver.answer((response) => answers[receiver.requests.length - 1]?.(response));
    const { record, lines } = open({ webhook: hook(receiver.url) }, { timeoutMs: 200 });
    await record({});
    await soon(() => receiver.requests.length).toBe(5);
    await soon(() => lines().some(({ event }) => event === "alarmsTold")).toBe(true);
    expect(new Set(receiver.requests.map(({ notice }) => notice.id)).size).toBe(1);
    expect(elsewhere.requests).toEqual([]);
    expect(lines().find(({ event }) => event === "alarmsUntold")).toMatchObject({
      ...{ level: "alarm", channel: "webhook", code: "HTTP_500" },
    });
    expect(JSON.stringify(lines())).not.toContain("Amina");
  });

  it("is tried again where the other side speaks no protocol, and does not keep the other way back", async () => {
    const [garbage, mailbox] = [await using(openGarbage()), await using(openMailbox())];
    const { record, operation, exchange } = open({
      ...{ mail: mailTo(mailbox.port), webhook: hook(garbage.url) },
    });
    await record({});
    await soon(() => mailbox.mails.length).toBeGreaterThanOrEqual(1);
    const failures = () =>
      exchange.c.gateway.alarms?.stand().find(({ channel }) => channel === "webhook");
    await soon(() => failures()?.failures).toBeGreaterThanOrEqual(3);
    // The way that works tells that the other fails.
    await soon(() => mailbox.mails.length).toBe(2);
    expect(mailbox.mails[1]?.text).toContain("the gateway needs you");
    expect(mailbox.mails[1]?.text.replaceAll("=\r\n", "")).toContain("cannot be sent by webhook");
    expect(failures()?.waiting).toBe(1);
    expect(operation.channels).toHaveLength(2);
  });

  it("gets no password and no alarm without TLS, or from an unknown authority", async () => {
    const login = { user: "gateway", password: "mail.key" };
    const files = { "mail.key": "the password of the mail server" };
    const plain = await using(openMailbox());
    const tls = await using(openMailbox(0, { secure: true, ...selfSigned() }));
    const first = open({ mail: mailTo(plain.port, { ...login, tls: "startTls" }) }, { files });
    const second = open({ mail: mailTo(tls.port, { ...login, tls: "implicit" }) }, { files });
    for (const [{ record, lines }, code, says] of [
      [first, "ETLS", "offers no TLS"],
      [second, "MAIL_CERTIFICATE", "does not verify"],
    ] as const) {
      await record({});
      const untold = () => lines().find(({ event }) => event === "alarmsUntold");
      await soon(untold).toMatchObject({ code, text: expect.stringContaining(says) });
    }
    expect([plain.mails, plain.logins, tls.mails, tls.logins]).toEqual([[], [], [], []]);
  });

  it("is logged in to over TLS", async () => {
    const { key, cert } = selfSigned();
    const mailbox = await using(openMailbox(0, { secure: true, key, cert }));
    const more = { ...{ user: "gateway", password: "mail.key" }, tls: "implicit", ca: "ca.pem" };
    const files = { "mail.key": "the password\n", "ca.pem": cert };
    const { record } = open({ mail: mailTo(mailbox.port, more) }, { files });
    await record({});
    await soon(() => mailbox.mails.length).toBe(1);
    expect(mailbox.logins).toEqual(["gateway the password"]);
  });
});

describe("a file that the configuration names", () => {
  it.each([
    [
      "is missing",
      { webhook: { url: "https://hook.test", secret: "no.key" } },
      "no.key cannot be read",
    ],
    [
      "is too short",
      { webhook: { url: "https://hook.test", secret: "short.key" } },
      "short.key has fewer than 32",
    ],
    ["is no certificate", { certificates: ["short.key"] }, "short.key is no certificate"],
    ["is no authority", { mail: mailTo(9, { ca: "short.key" }) }, "short.key is no certificate"],
  ])("is refused if it %s", (_, alarms, message) => {
    const opening = () => watch({ alarms }, { "short.key": "short" });
    expect(opening).toThrow(
      expect.objectContaining({
        code: "GATEWAY_OPERATION_INVALID",
        message: expect.stringContaining(message),
      }),
    );
  });
});
