import { createPrivateKey } from "node:crypto";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkFolder, findingsOf } from "../src/node.ts";
import { editJson, type Folders, makeFolders } from "./gateway-folder.ts";
import { type MadeCertificate, makeCertificate } from "./make-certificate.ts";
import { askLocal } from "./run-world.ts";
import { put, setEndpoint, start, withCertificate } from "./tls-world.ts";

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
    onTestFinished(() => rmSync(folders.root, { recursive: true, force: true }));
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
