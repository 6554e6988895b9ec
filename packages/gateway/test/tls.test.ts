import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { systemClock } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { describe, expect, it } from "vitest";
import { checkFolder, findingsOf } from "../src/node.ts";
import { editJson } from "./gateway-folder.ts";
import { makeCertificate } from "./make-certificate.ts";
import { askLocal } from "./run-world.ts";
import { put, setEndpoint, start, withCertificate } from "./tls-world.ts";

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
