/** Whether alarms would reach a mail server is tried before the first of them, and nothing is sent. */
import { rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { systemClock } from "@safepassage/core";
import type { SMTPServerOptions } from "smtp-server";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { tryMail } from "../src/alarms/try-mail.ts";
import { checkFolder } from "../src/node.ts";
import { freePort, openMailbox } from "./alarm-servers.ts";
import { copyFolders, editJson, makeFolders } from "./gateway-folder.ts";
import { makeCertificate } from "./make-certificate.ts";

const sound = makeFolders(8471);
afterAll(() => rmSync(sound.root, { recursive: true, force: true }));

const MAIL = {
  ...{ host: "127.0.0.1", tls: "none" as const, user: "gateway", password: "keys/mail.password" },
  ...{ from: "gateway@ngo-b.test", to: ["duty@ngo-b.test"] },
};

/** What the check of operation finds with such a mail server. */
async function found(
  how: object,
  isStarting = false,
  way: "mail" | "webhook" = "mail",
): Promise<readonly string[]> {
  const copy = copyFolders(sound);
  try {
    editJson(`${copy.b}/agency.json`, ({ gateway }: { gateway: object }) =>
      Object.assign(gateway, { alarms: way === "mail" ? { mail: { ...MAIL, ...how } } : how }),
    );
    const secret = way === "mail" ? "secret of the mail" : "s".repeat(32);
    writeFileSync(`${copy.b}/keys/mail.password`, `${secret}\n`, { mode: 0o600 });
    const { outcomes } = await checkFolder(copy.b, { fetch, clock: systemClock, isStarting });
    const outcome = outcomes.find(({ check }) => check === "operation");
    return outcome?.findings.map(({ level, code, place }) => `${level} ${code} ${place}`) ?? [];
  } finally {
    rmSync(copy.root, { recursive: true, force: true });
  }
}

const told = (code: string): readonly string[] => [`warning ${code} /gateway/alarms/mail`];

it("signs in and sends nothing, where somebody asks, and not at a start", async () => {
  const mailbox = await openMailbox();
  onTestFinished(() => mailbox.close());
  const { port } = mailbox;
  expect(await found({ port }, true)).toEqual([]);
  expect(mailbox.logins).toEqual([]);
  expect(await found({ port })).toEqual([]);
  expect(mailbox.logins).toEqual(["gateway secret of the mail"]);
  expect(mailbox.mails).toEqual([]);
});

it("says that the server refuses the password", async () => {
  const mailbox = await openMailbox(0, { onAuth: (_, __, done) => done(new Error("no")) });
  onTestFinished(() => mailbox.close());
  expect(await found({ port: mailbox.port })).toEqual(told("MAIL_SIGN_IN"));
});

it("says that a server is away, has no TLS, or has a certificate that does not verify", async () => {
  expect(await found({ port: await freePort() })).toEqual(told("MAIL_AWAY"));
  const mailbox = await openMailbox();
  onTestFinished(() => mailbox.close());
  const { port } = mailbox;
  expect(await found({ port, tls: "startTls" })).toEqual(told("MAIL_WITHOUT_TLS"));
  expect(await found({ port, tls: "implicit" })).toEqual(told("MAIL_AWAY"));
  const { certificate: cert, key } = makeCertificate();
  const secure = await listening(createTlsServer({ cert, key }));
  expect(await found({ port: secure, tls: "implicit" })).toEqual(told("MAIL_CERTIFICATE"));
  expect(mailbox.logins).toEqual([]);
});

it("asks for the head of what is at the address of a webhook, and says that nothing answers, whom nobody knows, or what leads elsewhere", async () => {
  const answered: string[] = [];
  const program = createHttpServer((request, response) => {
    answered.push(`${request.method} ${request.headers["safepassage-signature"]}`);
    response.writeHead(405).end();
  });
  const url = `http://127.0.0.1:${await listening(program)}/alarms`;
  const hooked = (address: string, isStarting = false) =>
    found({ webhook: { url: address, secret: "keys/mail.password" } }, isStarting, "webhook");
  expect(await hooked(url)).toEqual([]);
  expect(await hooked(url, true)).toEqual([]);
  expect(answered).toEqual(["HEAD undefined"]);
  const place = "/gateway/alarms/webhook";
  const moved = createHttpServer((_, response) => {
    response.writeHead(308, { location: url }).end();
  });
  expect(await hooked(`http://127.0.0.1:${await listening(moved)}`)).toEqual([
    `warning WEBHOOK_ELSEWHERE ${place}`,
  ]);
  expect(await hooked(`http://127.0.0.1:${await freePort()}`)).toEqual([
    `warning WEBHOOK_AWAY ${place}`,
  ]);
  const { certificate: cert, key } = makeCertificate();
  const secure = await listening(createTlsServer({ cert, key }));
  expect(await hooked(`https://127.0.0.1:${secure}`)).toEqual([
    `warning WEBHOOK_CERTIFICATE ${place}`,
  ]);
});

it("waits for no server that says a little now and then", async () => {
  const port = await listening(
    createServer((socket) => {
      const timer = setInterval(() => socket.write("220-"), 20);
      socket.on("close", () => clearInterval(timer)).on("error", () => {});
    }),
  );
  const mail = { ...MAIL, to: [...MAIL.to], port };
  expect(await tryMail(mail, { password: "secret" }, 200)).toMatchObject([{ code: "MAIL_AWAY" }]);
});

it("says which address the server refuses, for good or for now", async () => {
  const answers: Record<string, number> = {
    ...{ "nobody@ngo-b.test": 550, "grey@ngo-b.test": 451, "full@ngo-b.test": 552 },
    "stranger@elsewhere.test": 553,
  };
  const answer: SMTPServerOptions["onRcptTo"] = ({ address }, _, done) => {
    const responseCode = answers[address];
    done(responseCode === undefined ? null : Object.assign(new Error("no"), { responseCode }));
  };
  const mailbox = await openMailbox(0, { onRcptTo: answer, onMailFrom: answer });
  onTestFinished(() => mailbox.close());
  const { port } = mailbox;
  const to = Object.keys(answers).slice(0, 3);
  expect(await found({ port, to: ["duty@ngo-b.test", ...to] })).toEqual([
    "warning MAIL_ADDRESS /gateway/alarms/mail/to/1",
    "warning MAIL_LATER /gateway/alarms/mail/to/2",
    "warning MAIL_LATER /gateway/alarms/mail/to/3",
  ]);
  expect(await found({ port, from: "stranger@elsewhere.test" })).toEqual([
    "warning MAIL_ADDRESS /gateway/alarms/mail/from",
  ]);
  expect(mailbox.mails).toEqual([]);
});

it("says that the server wants somebody who signs in, where nobody does", async () => {
  const mailbox = await openMailbox(0, { authOptional: false });
  onTestFinished(() => mailbox.close());
  const mail = { ...MAIL, to: [...MAIL.to], port: mailbox.port };
  const { user: _, password: __, ...nobody } = mail;
  expect(await tryMail(nobody, {})).toEqual([
    { code: "MAIL_ADDRESS", place: "/gateway/alarms/mail/from" },
  ]);
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket)).on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}
