import { createPrivateKey } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import type { LogEvent } from "@safepassage/agency";
import { parseJson, systemClock } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { afterEach, describe, expect, it } from "vitest";
import { checkFolder, findingsOf, runGateway } from "../src/node.ts";
import { editJson, type Folders, makeFolders } from "./gateway-folder.ts";
import { type MadeCertificate, makeCertificate } from "./make-certificate.ts";
import { askLocal } from "./run-world.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** A folder whose gateway has certificates of its own. */
function withCertificate(made: MadeCertificate, clientAuthorities?: string): Folders {
  const folders = makeFolders();
  undo.push(() => rmSync(folders.root, { recursive: true, force: true }));
  mkdirSync(join(folders.b, "tls"));
  put(folders, made);
  if (clientAuthorities !== undefined) {
    writeFileSync(join(folders.b, "tls/ca.pem"), clientAuthorities);
  }
  editJson(join(folders.b, "agency.json"), (value: { gateway: { listen: object } }) => {
    Object.assign(value.gateway.listen, {
      tls: {
        ...{ certificate: "tls/cert.pem", key: "tls/key.pem" },
        ...(clientAuthorities !== undefined && { clientAuthorities: "tls/ca.pem" }),
      },
    });
  });
  return folders;
}

function put({ b }: Folders, { certificate, key }: MadeCertificate): void {
  writeFileSync(join(b, "tls/key.pem"), key, { mode: 0o600 });
  writeFileSync(join(b, "tls/cert.pem"), certificate);
}

/** Has the registry list another address of the gateway. Each is a second later than the one before. */
function setEndpoint({ registry }: Folders, endpoint: string): void {
  const path = join(registry, "registry.json");
  editJson(path, (file: { issuedAt: string; agencies: { entity: string }[] }) => {
    const later = new Date(Date.parse(file.issuedAt) + 1000).toISOString();
    file.issuedAt = later.replace(".000Z", "Z");
    const agency = file.agencies.find(({ entity }) => entity === "https://ngo-b.test");
    Object.assign(agency ?? {}, { endpoint });
  });
  const [file, key] = [path, join(registry, "key.json")].map((name) =>
    parseJson(readFileSync(name, "utf8")),
  );
  const signer = createSigner(parsePrivateJwk(key));
  writeFileSync(join(registry, "registry.jwt"), issueRegistry(file, signer));
}

async function start(folder: string, clock = systemClock) {
  const log: LogEvent[] = [];
  const running = await runGateway(folder, {
    write: (line) => log.push(JSON.parse(line)),
    timing: { lookMs: 25 },
    clock,
  });
  undo.push(() => running.close());
  return { running, log };
}

/** Asks over TLS. Returns the status, and what the connection is made of. */
function ask(
  url: string,
  options: object,
): Promise<{ status: number | undefined; fingerprint: string }> {
  return new Promise((resolve, reject) => {
    request(`${url}/live`, { agent: false, ...options }, (response) => {
      const { fingerprint } = (response.socket as TLSSocket).getPeerCertificate();
      response.resume().once("end", () => resolve({ status: response.statusCode, fingerprint }));
    })
      .once("error", reject)
      .end();
  });
}

/** How the server agrees on a key with a client that offers one group. */
function agree(url: string, ecdhCurve: string, ca: string): Promise<string | null> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: "127.0.0.1", ca, ecdhCurve }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    }).once("error", reject);
  });
}

describe("a gateway with certificates of its own", () => {
  it("speaks TLS 1.3 with a key agreement that resists a quantum computer, and takes new certificates without a stop", async () => {
    const [first, second] = [makeCertificate({ days: [-1, 20] }), makeCertificate()];
    const folders = withCertificate(first);
    const { running, log } = await start(folders.b);
    expect(running.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const before = await ask(running.url, { ca: first.certificate });
    expect(before.status).toBe(200);
    expect(await agree(running.url, "X25519MLKEM768", first.certificate)).toBe("TLSv1.3");
    expect(await agree(running.url, "X25519", first.certificate)).toBe("TLSv1.3");
    await expect(agree(running.url, "P-521", first.certificate)).rejects.toThrow();
    const old = { ca: first.certificate, maxVersion: "TLSv1.2" };
    await expect(ask(running.url, old)).rejects.toThrow();
    const codes = async () =>
      (await askLocal(folders.b, running.localUrl, "/v1/health")).json.warnings
        .map(({ code }: { code: string }) => code)
        .filter((code: string) => code !== "ENDPOINT_MISSING");
    expect(await codes()).toEqual(["CERTIFICATE_ENDS"]);

    // The key alone belongs to no certificate: what is in use stays.
    writeFileSync(join(folders.b, "tls/key.pem"), second.key, { mode: 0o600 });
    await until(() => log.some(({ event }) => event === "certificateRefused"));
    expect(await codes()).toEqual(["CERTIFICATE_KEY_DIFFERS", "CERTIFICATE_ENDS"]);
    expect((await ask(running.url, { ca: first.certificate })).status).toBe(200);
    writeFileSync(join(folders.b, "tls/cert.pem"), second.certificate);
    await until(() => log.some(({ event }) => event === "certificateRenewed"));
    const after = await ask(running.url, { ca: second.certificate });
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(await codes()).toEqual([]);
  });

  it("goes on with a certificate that holds, while the new one is over or does not hold yet", async () => {
    let ahead = 0;
    const clock = { now: () => new Date(Date.now() + ahead) };
    const first = makeCertificate();
    const folders = withCertificate(first);
    const { running, log } = await start(folders.b, clock);
    const warnings = async () => {
      const { json } = await askLocal(folders.b, running.localUrl, "/v1/health");
      return json.warnings.map(({ code }: { code: string }) => code);
    };
    put(folders, makeCertificate({ days: [-30, -1] }));
    await until(async () => (await warnings()).includes("CERTIFICATE_OVER"));
    expect((await ask(running.url, { ca: first.certificate })).status).toBe(200);
    const next = makeCertificate({ days: [1, 60] });
    put(folders, next);
    await until(async () => (await warnings()).includes("CERTIFICATE_NOT_YET"));
    expect((await ask(running.url, { ca: first.certificate })).status).toBe(200);
    // Nobody touches the files again.
    ahead = 2 * 86_400_000;
    await until(() => log.some(({ event }) => event === "certificateRenewed"));
    expect(await warnings()).not.toContain("CERTIFICATE_NOT_YET");
  });

  it("goes on with a certificate for its name, while the new one is for another, lacks who vouches for it, or is not for servers", async () => {
    const first = makeCertificate();
    const folders = withCertificate(first);
    const clock = systemClock;
    setEndpoint(folders, "https://127.0.0.1:9999");
    const { running, log } = await start(folders.b, clock);
    const warnings = async () => {
      const { json } = await askLocal(folders.b, running.localUrl, "/v1/health");
      return json.warnings.map(({ code }: { code: string }) => code);
    };
    put(folders, makeCertificate({ name: "other.test" }));
    await until(async () => (await warnings()).includes("CERTIFICATE_OTHER_NAME"));
    put(folders, makeCertificate({ issuer: makeCertificate({ name: "root" }) }));
    await until(async () => (await warnings()).includes("CERTIFICATE_CHAIN_SHORT"));
    put(folders, makeCertificate({ use: "clients" }));
    await until(async () => (await warnings()).includes("CERTIFICATE_NOT_FOR_SERVERS"));
    expect((await ask(running.url, { ca: first.certificate })).status).toBe(200);
    expect(log.map(({ event }) => event)).not.toContain("certificateRenewed");
    // The new name counts once the registry has it.
    const moved = makeCertificate({ name: "other.test" });
    put(folders, moved);
    setEndpoint(folders, "https://other.test");
    await running.lookAgain();
    await until(() => log.some(({ event }) => event === "certificateRenewed"));
    const named = { ca: moved.certificate, servername: "other.test" };
    expect((await ask(running.url, named)).status).toBe(200);
  });

  it("tells a person before its certificate, one of the chain, or one of an authority of clients ends", async () => {
    const leaf = makeCertificate();
    const chain = leaf.certificate + makeCertificate({ days: [-1, 10] }).certificate;
    const authorities =
      makeCertificate().certificate + makeCertificate({ days: [-1, 7] }).certificate;
    const folders = withCertificate({ ...leaf, certificate: chain }, authorities);
    mkdirSync(join(folders.b, "client"));
    const shown = makeCertificate({ days: [-1, 5] });
    writeFileSync(join(folders.b, "client/key.pem"), shown.key, { mode: 0o600 });
    writeFileSync(join(folders.b, "client/cert.pem"), shown.certificate);
    editJson(join(folders.b, "agency.json"), ({ gateway }: { gateway: object }) =>
      Object.assign(gateway, { client: { certificate: "client/cert.pem", key: "client/key.pem" } }),
    );
    const { log } = await start(folders.b);
    await until(() => log.filter(({ event }) => event === "certificateEnds").length === 2);
    const refsOf = (name: string) => log.flatMap(({ event, ref }) => (event === name ? ref : []));
    expect(refsOf("certificateEnds").sort()).toEqual(["client/cert.pem", "tls/cert.pem"]);
    expect(refsOf("clientAuthorityEnds")).toEqual(["tls/ca.pem"]);
  });

  it("is not ready once its certificate is over", async () => {
    let ahead = 0;
    const clock = { now: () => new Date(Date.now() + ahead) };
    const folders = withCertificate(makeCertificate());
    const { running } = await start(folders.b, clock);
    const codes = async () =>
      (await askLocal(folders.b, running.localUrl, "/v1/health")).json.reasons.map(
        ({ code }: { code: string }) => code,
      );
    expect(await codes()).toEqual([]);
    ahead = 91 * 86_400_000;
    expect(await codes()).toContain("CERTIFICATE_OVER");
  });
});

describe("a certificate that TLS does not take", () => {
  const weak = () => makeCertificate({ issuer: makeCertificate(), rsaBits: 1024 });

  it("keeps a gateway from starting, and is told with its file", async () => {
    const folders = withCertificate(weak());
    const { outcomes } = await checkFolder(folders.b, { fetch, clock: systemClock });
    expect(findingsOf(outcomes, "mistake")).toMatchObject([
      { code: "CERTIFICATE_UNUSABLE", file: "tls/cert.pem" },
    ]);
    await expect(start(folders.b)).rejects.toMatchObject({ code: "GATEWAY_SETUP_INVALID" });
  });

  it("leaves the one in use as it is, and what is said of it", async () => {
    let ahead = 0;
    const clock = { now: () => new Date(Date.now() + ahead) };
    const folders = withCertificate(makeCertificate());
    const { running, log } = await start(folders.b, clock);
    ahead = 91 * 86_400_000;
    put(folders, weak());
    await until(() => log.some(({ event }) => event === "certificateRefused"));
    const { json } = await askLocal(folders.b, running.localUrl, "/v1/health");
    const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);
    expect(codes(json.reasons)).toContain("CERTIFICATE_OVER");
    expect(codes(json.warnings)).toContain("CERTIFICATE_UNUSABLE");
    expect(log.filter(({ event }) => event === "failed")).toEqual([]);
  });
});

describe("the check of a certificate", () => {
  const told = async ({ b }: Folders) => {
    const { outcomes } = await checkFolder(b, { fetch, clock: systemClock });
    return findingsOf(outcomes)
      .filter(({ code }) => code !== "ALARMS_UNTOLD")
      .map(({ level, code, file }) => `${level} ${code} ${file}`);
  };

  it.each<[string, MadeCertificate, readonly string[]]>([
    ["is over", makeCertificate({ days: [-30, -1] }), ["mistake CERTIFICATE_OVER tls/cert.pem"]],
    [
      "is not valid yet",
      makeCertificate({ days: [1, 30] }),
      ["waiting CERTIFICATE_NOT_YET tls/cert.pem"],
    ],
    ["ends soon", makeCertificate({ days: [-1, 20] }), ["warning CERTIFICATE_ENDS tls/cert.pem"]],
    ["holds", makeCertificate(), []],
  ])("says that it %s", async (_, certificate, expected) => {
    expect(await told(withCertificate(certificate))).toEqual([
      "warning ENDPOINT_MISSING agency.json",
      ...expected,
    ]);
  });

  it("names files that are no certificates, that belong to others, and that others can read", async () => {
    const folders = withCertificate(makeCertificate());
    writeFileSync(join(folders.b, "tls/key.pem"), makeCertificate().key, { mode: 0o644 });
    rmSync(join(folders.b, "tls/key.pem"));
    writeFileSync(join(folders.b, "tls/key.pem"), makeCertificate().key, { mode: 0o644 });
    expect(await told(folders)).toEqual([
      "mistake OPEN_TO_OTHERS tls/key.pem",
      "warning ENDPOINT_MISSING agency.json",
      "mistake CERTIFICATE_KEY_DIFFERS tls/key.pem",
    ]);
    writeFileSync(join(folders.b, "tls/cert.pem"), "no certificate");
    expect(await told(folders)).toContain("mistake CERTIFICATE_INVALID tls/cert.pem");
  });

  it("says what is wrong with the form or the order of what it was given", async () => {
    const [root, own] = [makeCertificate({ name: "root" }), makeCertificate()];
    const folders = withCertificate(own);
    const path = join(folders.b, "tls/cert.pem");
    const found = async () =>
      findingsOf((await checkFolder(folders.b, { fetch, clock: systemClock })).outcomes);
    writeFileSync(path, Buffer.from(own.certificate.replace(/-----.+-----/g, ""), "base64"));
    const [, sentence, fix] = ["", /DER/, /openssl x509/].map((one) => expect.stringMatching(one));
    const at = { file: "tls/cert.pem", level: "mistake" };
    expect(await found()).toContainEqual({ ...at, code: "CERTIFICATE_INVALID", sentence, fix });
    writeFileSync(path, root.certificate + own.certificate);
    expect(await found()).toContainEqual({
      ...{ ...at, code: "CERTIFICATE_KEY_DIFFERS" },
      sentence: "Its first certificate is not that of the key, but a later one is.",
      fix: expect.stringContaining("first"),
    });
    put(folders, own);
    const middle = makeCertificate({ name: "middle", issuer: root });
    setEndpoint(folders, "https://gateway.test");
    expect(await told(folders)).toContain("warning CERTIFICATE_OTHER_NAME tls/cert.pem");
    setEndpoint(folders, "https://127.0.0.1:9");
    put(folders, makeCertificate({ issuer: middle }));
    expect(await told(folders)).toContain("warning CERTIFICATE_CHAIN_SHORT tls/cert.pem");
    const leaf = makeCertificate({ issuer: middle });
    const whole = leaf.certificate + middle.certificate + root.certificate;
    put(folders, { ...leaf, certificate: whole });
    expect(await told(folders)).toEqual([]);
  });

  it("says of a key with a passphrase that it has one", async () => {
    const folders = withCertificate(makeCertificate());
    const locked = createPrivateKey(makeCertificate().key).export({
      ...({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" } as const),
    });
    writeFileSync(join(folders.b, "tls/key.pem"), locked, { mode: 0o600 });
    const { outcomes } = await checkFolder(folders.b, { fetch, clock: systemClock });
    expect(findingsOf(outcomes)).toContainEqual(
      expect.objectContaining({
        code: "CERTIFICATE_INVALID",
        sentence: "It is a key with a passphrase: the gateway cannot open it.",
      }),
    );
  });

  it("looks at all authorities of clients, and who else may change them", async () => {
    const [good, over] = [makeCertificate(), makeCertificate({ days: [-30, -1] })];
    const both = good.certificate + over.certificate;
    const folders = withCertificate(good, both);
    expect(await told(folders)).toContain("warning CLIENT_AUTHORITY_OVER tls/ca.pem");
    const soon = makeCertificate({ days: [-30, 20] });
    writeFileSync(join(folders.b, "tls/ca.pem"), good.certificate + soon.certificate);
    expect(await told(folders)).toContain("warning CLIENT_AUTHORITY_ENDS tls/ca.pem");
    chmodSync(join(folders.b, "tls/ca.pem"), 0o666);
    expect(await told(folders)).toContain("mistake WRITABLE_BY_OTHERS tls/ca.pem");
    writeFileSync(
      join(folders.b, "tls/ca.pem"),
      `${good.certificate}${over.certificate.slice(0, 99)}`,
    );
    expect(await told(folders)).toContain("mistake CERTIFICATE_INVALID tls/ca.pem");
    rmSync(join(folders.b, "tls/ca.pem"));
    expect(await told(folders)).toContain("mistake FILE_MISSING tls/ca.pem");
  });

  it("looks at that which is shown to partners, and lets a gateway start with one that is over", async () => {
    const folders = makeFolders();
    undo.push(() => rmSync(folders.root, { recursive: true, force: true }));
    mkdirSync(join(folders.b, "tls"));
    editJson(join(folders.b, "agency.json"), ({ gateway }: { gateway: object }) =>
      Object.assign(gateway, { client: { certificate: "tls/cert.pem", key: "tls/key.pem" } }),
    );
    const missing = ["mistake FILE_MISSING tls/cert.pem", "mistake FILE_MISSING tls/key.pem"];
    expect(await told(folders)).toEqual(["warning ENDPOINT_MISSING agency.json", ...missing]);
    const expected = [
      [makeCertificate({ days: [-1, 20] }), "warning CERTIFICATE_ENDS tls/cert.pem"],
      [makeCertificate({ days: [1, 30] }), "warning CERTIFICATE_NOT_YET tls/cert.pem"],
      [
        makeCertificate({ use: "servers" }),
        "warning CLIENT_CERTIFICATE_NOT_FOR_CLIENTS tls/cert.pem",
      ],
      [makeCertificate({ days: [-30, -1] }), "warning CLIENT_CERTIFICATE_OVER tls/cert.pem"],
    ] as const;
    for (const [certificate, finding] of expected) {
      put(folders, certificate);
      expect(await told(folders)).toContain(finding);
    }
    const { running, log } = await start(folders.b);
    const warnings = async () =>
      (await askLocal(folders.b, running.localUrl, "/v1/health")).json.warnings.filter(
        ({ code }: { code: string }) => code !== "ENDPOINT_MISSING",
      );
    expect(await warnings()).toMatchObject([{ code: "CLIENT_CERTIFICATE_OVER" }]);
    put(folders, makeCertificate());
    await until(() => log.some(({ event }) => event === "certificateRenewed"));
    expect(await warnings()).toEqual([]);
    put(folders, makeCertificate({ use: "servers" }));
    await until(() => log.some(({ event }) => event === "certificateRefused"));
    expect(await warnings()).toMatchObject([{ code: "CLIENT_CERTIFICATE_NOT_FOR_CLIENTS" }]);
    rmSync(join(folders.b, "tls/key.pem"));
    writeFileSync(join(folders.b, "tls/key.pem"), makeCertificate().key, { mode: 0o644 });
    for (const code of ["OPEN_TO_OTHERS", "CERTIFICATE_KEY_DIFFERS"]) {
      expect(await told(folders)).toContain(`mistake ${code} tls/key.pem`);
    }
  });

  it("lets a gateway with one that is over not start", async () => {
    const folders = withCertificate(makeCertificate({ days: [-30, -1] }));
    await expect(start(folders.b)).rejects.toMatchObject({ code: "GATEWAY_SETUP_INVALID" });
  });
});
