import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, getCACertificates, setDefaultCACertificates } from "node:tls";
import type { LogEvent } from "@safepassage/agency";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { afterEach, describe, expect, it } from "vitest";
import { runGateway } from "../src/node.ts";
import { namesOf } from "../src/serve/client-certificate.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { editJson, type Folders, makeFolders } from "./gateway-folder.ts";
import { type MadeCertificate, makeCertificate } from "./make-certificate.ts";
import { askLocal, serveRegistry } from "./run-world.ts";

const AUTHORITY = makeCertificate({ name: "authority.test" });
const SERVER = makeCertificate();
const OF_B = makeCertificate({ name: "b.test", entity: NGO_B, issuer: AUTHORITY });

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

function put(folder: string, name: string, { certificate, key }: MadeCertificate): void {
  mkdirSync(join(folder, "tls"), { recursive: true });
  writeFileSync(join(folder, `tls/${name}.key`), key, { mode: 0o600 });
  writeFileSync(join(folder, `tls/${name}.pem`), certificate);
}

/** Folders of which NGO-C's admits nobody without a certificate of the authority. */
function makeAsking(): Folders {
  const folders = makeFolders();
  undo.push(() => rmSync(folders.root, { recursive: true, force: true }));
  put(folders.c, "server", SERVER);
  writeFileSync(join(folders.c, "tls/ca.pem"), AUTHORITY.certificate);
  const tls = {
    certificate: "tls/server.pem",
    key: "tls/server.key",
    clientAuthorities: "tls/ca.pem",
  };
  editJson(join(folders.c, "agency.json"), ({ gateway }: { gateway: { listen: object } }) =>
    Object.assign(gateway.listen, { tls }),
  );
  return folders;
}

async function start(folder: string) {
  const log: LogEvent[] = [];
  const running = await runGateway(folder, {
    write: (line) => log.push(JSON.parse(line)),
    timing: { pollMs: 20, lookMs: 25, refreshMs: 25 },
    retry: { baseMs: 50, maxMs: 100 },
  });
  undo.push(() => running.close());
  const codes = (event: string) => log.flatMap((one) => (one.event === event ? [one.code] : []));
  const warnings = async (): Promise<readonly string[]> => {
    const { json } = await askLocal(folder, running.localUrl, "/v1/health");
    return json.warnings.map(({ code, file }: Record<string, string>) => `${code} ${file}`);
  };
  return { running, codes, warnings };
}

/** Asks whether it lives. Returns the status and the code of the answer. */
function ask(url: string, shown?: Partial<MadeCertificate>): Promise<readonly unknown[]> {
  const { certificate: cert, key } = shown ?? {};
  return new Promise((resolve, reject) => {
    const options = { agent: false, ca: SERVER.certificate, ...(cert && { cert, key }) } as const;
    request(`${url}/live`, options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.once("end", () => resolve([response.statusCode, JSON.parse(text).code]));
    })
      .once("error", reject)
      .end();
  });
}

describe("a gateway that asks for client certificates", () => {
  it("says by a code why it takes none but those of its authorities", async () => {
    const { running, codes } = await start(makeAsking().c);
    const answers = [
      [undefined, 403, "GATEWAY_CLIENT_CERTIFICATE_MISSING"],
      [makeCertificate({ entity: NGO_B }), 403, "GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED"],
      [
        makeCertificate({ entity: NGO_B, issuer: makeCertificate({ name: "authority.test" }) }),
        403,
        "GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED",
      ],
      [
        makeCertificate({ entity: NGO_B, issuer: AUTHORITY, days: [-30, -1] }),
        403,
        "GATEWAY_CLIENT_CERTIFICATE_OVER",
      ],
      [OF_B, 200, undefined],
    ] as const;
    for (const [shown, ...expected] of answers) {
      expect(await ask(running.url, shown)).toEqual(expected);
    }
    expect(codes("requestRefused")).toEqual(
      answers.flatMap(([, status, code]) => (status === 403 ? [code] : [])),
    );
  });

  it("knows who resumes a session by the certificate that was shown at its beginning", async () => {
    const { running } = await start(makeAsking().c);
    const { certificate: cert, key } = OF_B;
    for (const [shown, said] of [
      [{ cert, key }, '"live"'],
      [{}, "GATEWAY_CLIENT_CERTIFICATE_MISSING"],
    ] as const) {
      const session = await getOver(running.url, shown, "session");
      const resumed = { ...shown, session: Buffer.from(session, "base64") };
      expect(await getOver(running.url, resumed, "text")).toContain(said);
    }
  });
});

it("a gateway shows its certificate to a partner that asks for one, and tells its operator if that is not taken", async () => {
  const folders = makeAsking();
  const registry = await serveRegistry(folders);
  undo.push(registry.down);
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, SERVER.certificate]);
  undo.push(() => setDefaultCACertificates(before));
  put(folders.b, "client", makeCertificate({ name: "c.test", entity: NGO_C, issuer: AUTHORITY }));
  editJson(join(folders.b, "agency.json"), ({ gateway }: { gateway: object }) =>
    Object.assign(gateway, { client: { certificate: "tls/client.pem", key: "tls/client.key" } }),
  );
  const [b, c] = [await start(folders.b), await start(folders.c)];
  registry.publish(({ agencies }) => {
    for (const one of agencies) {
      one.endpoint = one.entity === NGO_C ? c.running.url : "https://b2.test";
    }
  });
  await b.running.lookAgain();
  await c.running.lookAgain();
  const draft = { draft: requestOfToday(), mode: "minimise" };
  const { json } = await askLocal(folders.b, b.running.localUrl, "/v1/messages", draft);
  const stateOf = async () =>
    (await askLocal(folders.b, b.running.localUrl, `/v1/messages/${json.digest}`)).json;

  await until(async () => (await stateOf()).lastError !== undefined);
  expect((await stateOf()).lastError).toBe("GATEWAY_CLIENT_CERTIFICATE_REFUSED");
  expect(c.codes("requestRefused")).toContain("GATEWAY_CLIENT_CERTIFICATE_DIFFERS");
  expect(await b.warnings()).toContain(`GATEWAY_CLIENT_CERTIFICATE_REFUSED ${NGO_C}`);

  put(folders.b, "client", OF_B);
  await until(async () => (await stateOf()).state === "decided");
  expect((await b.warnings()).filter((one) => one.includes(NGO_C))).toEqual([]);
});

it("a gateway without a certificate tells its operator that a partner's proxy asks for one", async () => {
  // A proxy refuses in TLS, after the handshake of who calls: no gateway behind it can say why.
  const asks = { requestCert: true, rejectUnauthorized: true, ca: AUTHORITY.certificate };
  const proxy = createServer({ cert: SERVER.certificate, key: SERVER.key, ...asks });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  undo.push(() => proxy.close());
  const folders = makeFolders();
  undo.push(() => rmSync(folders.root, { recursive: true, force: true }));
  const registry = await serveRegistry(folders);
  undo.push(registry.down);
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, SERVER.certificate]);
  undo.push(() => setDefaultCACertificates(before));
  const b = await start(folders.b);
  registry.publish(({ agencies }) => {
    for (const one of agencies) {
      if (one.entity !== NGO_C) continue;
      one.endpoint = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    }
  });
  await b.running.lookAgain();
  const draft = { draft: requestOfToday(), mode: "minimise" };
  await askLocal(folders.b, b.running.localUrl, "/v1/messages", draft);
  await until(() => b.codes("queued").some((code) => code !== undefined));
  expect(b.codes("queued")).toContain("GATEWAY_CLIENT_CERTIFICATE_REFUSED");
});

it("the names of a certificate are read, and none that is made to look like several", () => {
  const subjectAltName =
    'DNS:Gateway.NGO-B.test, URI:https://ngo-b.test, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:"x, URI:https://ngo-c.test", email:a@b.test';
  expect(namesOf({ subjectAltName })).toEqual({
    uris: ["https://ngo-b.test"],
    hosts: ["gateway.ngo-b.test", "10.0.0.1", "[::1]"],
  });
});

/** Asks over a connection of its own. Returns the answer, or a session that may be resumed. */
function getOver(
  url: string,
  options: { readonly session?: Buffer; readonly cert?: string; readonly key?: string },
  wanted: "session" | "text",
): Promise<string> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let [text, session] = ["", ""];
    const socket = connect({ ...options, host, port: Number(port), ca: SERVER.certificate }, () => {
      if (options.session !== undefined) expect(socket.isSessionReused()).toBe(true);
      socket.end("GET /live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    });
    socket
      .on("session", (ticket: Buffer) => {
        session = ticket.toString("base64");
      })
      .on("data", (part) => {
        text += part;
      })
      .once("error", reject)
      .once("close", () => resolve({ session, text }[wanted]));
  });
}
