import { createHash } from "node:crypto";
import { readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTENT_SECURITY_POLICY } from "../src/console/page-headers.ts";
import { runGateway, type StartedGateway } from "../src/node.ts";
import { configure, FILES, PEOPLE, writePages } from "./console-world.ts";
import { type Folders, makeFolders } from "./gateway-folder.ts";
import { sendRaw } from "./raw-request.ts";

const FOR_GOOD = "public, max-age=31536000, immutable";
const UNKNOWN = "404 GATEWAY_ROUTE_UNKNOWN";

const made: Folders[] = [];
const running: StartedGateway[] = [];
let on: StartedGateway;
let off: StartedGateway;
let files = "";

beforeAll(async () => {
  const [withConsole, without] = [makeFolders(), makeFolders()];
  made.push(withConsole, without);
  files = writePages(withConsole);
  configure(withConsole, { people: PEOPLE, console: true });
  configure(without, { people: PEOPLE });
  on = await runGateway(withConsole.b, { write: () => {}, consoleFiles: files });
  running.push(on);
  off = await runGateway(without.b, { write: () => {}, consoleFiles: files });
  running.push(off);
});
afterAll(async () => {
  for (const gateway of running) await gateway.close();
  for (const { root } of made) rmSync(root, { recursive: true, force: true });
});

const ask = (target: string, how: Parameters<typeof sendRaw>[2] = {}) =>
  sendRaw(on.localUrl, target, how);

/** Status, and what the body is: a file of the console by its name, or the code of a problem. */
async function kindOf(target: string): Promise<string> {
  const { status, headers, body } = await ask(target);
  const text = body.toString();
  const [name] = Object.entries(FILES).find(([, known]) => known === text) ?? [];
  const isProblem = headers["content-type"] === "application/problem+json";
  return `${status} ${name ?? (isProblem ? JSON.parse(text).code : text)}`.trim();
}

describe("a file of the console", () => {
  it("has each header of a page, and nothing that names the server", async () => {
    const { status, headers, body } = await ask("/");
    expect(status).toBe(200);
    expect(body.toString()).toBe(FILES["index.html"]);
    const { date, connection, etag, ...own } = headers;
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    expect(own).toEqual({
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), microphone=(), geolocation=()",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "content-length": String(FILES["index.html"].length),
      vary: "accept-encoding",
    });
  });

  it.each([
    ["/icon.svg", "image/svg+xml; charset=utf-8", "no-cache"],
    ["/third-party.txt", "text/plain; charset=utf-8", "no-cache"],
    ["/index.html", "text/html; charset=utf-8", "no-cache"],
    ["/assets/index-8f3a.js", "text/javascript; charset=utf-8", FOR_GOOD],
    ["/assets/index-77c1.css", "text/css; charset=utf-8", FOR_GOOD],
    ["/assets/noto-sans-latin-wght-normal-51aa.woff2", "font/woff2", FOR_GOOD],
  ])("is served whole: %s", async (path, type, cache) => {
    const { status, headers, body } = await ask(path);
    expect(status).toBe(200);
    expect(body.toString()).toBe(FILES[path.slice(1) as keyof typeof FILES]);
    expect(headers).toMatchObject({ "content-type": type, "cache-control": cache });
    expect(headers["content-security-policy"]).toBe(CONTENT_SECURITY_POLICY);
  });

  it("comes as gzip where that is admitted, and as it is where it is not", async () => {
    const path = "/assets/index-8f3a.js";
    const plain = await ask(path);
    for (const coding of ["gzip", "br, gzip;q=0.8", "GZIP"]) {
      const { headers, body } = await ask(path, { headers: { "accept-encoding": coding } });
      expect(headers).toMatchObject({
        "content-encoding": "gzip",
        "content-length": String(body.length),
        "content-type": "text/javascript; charset=utf-8",
        vary: "accept-encoding",
      });
      expect(headers["etag"]).not.toBe(plain.headers["etag"]);
      expect(body.length).toBeLessThan(plain.body.length);
      expect(gunzipSync(body)).toEqual(plain.body);
    }
    for (const coding of ["identity", "br", "gzip;q=0", "identity, gzip;q=0.5", ""]) {
      const { headers, body } = await ask(path, { headers: { "accept-encoding": coding } });
      expect([headers["content-encoding"], headers["vary"]]).toEqual([
        undefined,
        "accept-encoding",
      ]);
      expect(body).toEqual(plain.body);
    }
  });

  it("is not sent again to whoever has it", async () => {
    const gzip = { "accept-encoding": "gzip" };
    const plain = (await ask("/")).headers["etag"] ?? "";
    const packed = (await ask("/", { headers: gzip })).headers["etag"] ?? "";
    for (const [tag, headers] of [
      [plain, {}],
      [packed, gzip],
      [`"other", W/${plain}`, {}],
      ["*", {}],
    ] as const) {
      const answer = await ask("/", { headers: { ...headers, "if-none-match": tag } });
      expect([answer.status, answer.body.length]).toEqual([304, 0]);
      expect(answer.headers).toMatchObject({
        "cache-control": "no-cache",
        "content-security-policy": CONTENT_SECURITY_POLICY,
        etag: headers === gzip ? packed : plain,
        vary: "accept-encoding",
      });
    }
    for (const tag of ['"other"', packed]) {
      expect((await ask("/", { headers: { "if-none-match": tag } })).status).toBe(200);
    }
  });

  it("is what GET says to HEAD, without the body", async () => {
    for (const target of ["/", "/inbox", "/assets/index-8f3a.js"]) {
      const { date: _, ...get } = (await ask(target)).headers;
      const head = await ask(target, { method: "HEAD" });
      const { date: __, ...headers } = head.headers;
      expect([head.status, head.body.length]).toEqual([200, 0]);
      expect(headers).toEqual(get);
    }
    const missing = await ask("/assets/none.js", { method: "HEAD" });
    expect([missing.status, missing.body.length]).toEqual([404, 0]);
  });

  it("is that of the start: nobody who changes the folder changes what is served", async () => {
    writeFileSync(join(files, "index.html"), "changed");
    writeFileSync(join(files, "assets/new-1.js"), "new");
    expect(await kindOf("/")).toBe("200 index.html");
    expect(await kindOf("/assets/new-1.js")).toBe("404 GATEWAY_ROUTE_UNKNOWN");
  });
});

describe("an address", () => {
  it.each([
    ...["/inbox", "/inbox/", "/inbox?state=accepted", "/messages/0u8xFg_-/content", "/v1beta"],
    ...["/partners/https%3A%2F%2Fngo-c.test", "/%D0%B2", "//", "/a/../inbox", "/%2e%2e/inbox"],
    ...["/assetsx", "/100%", "/assets%2findex-8f3a.js", "/.vite%2fmanifest.json"],
  ])("of a place in the console is answered with the page: %s", async (target) => {
    expect(await kindOf(target)).toBe("200 index.html");
  });

  it.each([
    ...["/assets/none.js", "/assets/", "/assets/index-8f3a", "/favicon.ico", "/robots.txt"],
    ...["/index.php", "/inbox/state.json", "/.env", "/.git/config.bak"],
    ...["/.vite/manifest.json", "/%2evite/manifest.json"],
  ])("of a file that is none is a problem: %s", async (target) => {
    expect(await kindOf(target)).toBe(UNKNOWN);
  });

  it.each([
    ...["/../agency.json", "/../../etc/passwd.txt", "/assets/../../ngo-b/agency.json"],
    ...["/%2e%2e/agency.json", "/%2e%2e/%2e%2e/agency.json", "/..%2fngo-b%2fagency.json"],
    ...["/..%2f..%2fetc%2fpasswd", "/assets/..%2f..%2fngo-b/agency.json", "/..%5c..%5cagency"],
    ...["/%252e%252e/agency.json", "/....//agency.json", "/index.html%00.js", "/%00", "/a%0d%0ab"],
    ...["/assets/index-8f3a.js%00", "/assets/index-8f3a.js/"],
  ])("that looks for another file finds none: %s", async (target) => {
    expect(await kindOf(target)).toBe(UNKNOWN);
  });

  it("that is no address of HTTP is refused, and leaves the gateway as it is", async () => {
    for (const target of [
      "/\0",
      "/a\0.html",
      "/..\\agency.json",
      "http://%",
      `/${"a".repeat(20_000)}`,
    ]) {
      const { status, body } = await ask(target);
      expect([400, 431]).toContain(status);
      expect(body.toString()).not.toContain("<title>");
    }
    expect(await kindOf(`/${"a".repeat(8000)}`)).toBe("200 index.html");
    expect(await kindOf(`/${"../".repeat(4000)}agency.json`)).toBe(UNKNOWN);
  });
});

describe("the local API", () => {
  it("answers as it does without a console", async () => {
    const token = { authorization: `Bearer ${"x".repeat(40)}` };
    const requests: (readonly [string, Parameters<typeof sendRaw>[2]])[] = [
      ...["/v1", "/v1/", "/v1/none", "/v1/none.js", "/v1/inbox", "/v1/me"].flatMap((target) => [
        [target, {}] as const,
        [target, { method: "HEAD" }] as const,
        [target, { headers: token }] as const,
      ]),
      ...["/session", "/session/none"].map((target) => [target, {}] as const),
      ...["/live", "/live/none", "/proof/none"].map((target) => [target, {}] as const),
      ["/v1/openapi.json", {}],
      ...["POST", "PUT", "DELETE", "OPTIONS", "PATCH"].flatMap((method) =>
        ["/", "/inbox", "/index.html", "/v1/none", "/proof"].map(
          (target) => [target, { method, headers: { "content-length": "0" } }] as const,
        ),
      ),
    ];
    for (const [target, how] of requests) {
      const [beside, without] = await Promise.all(
        [on, off].map(async ({ localUrl }) => {
          const { status, headers, body } = await sendRaw(localUrl, target, how);
          const { date: _, "set-cookie": __, ...named } = headers;
          expect(status).toBeGreaterThan(0);
          // The OpenAPI document names the address at which it was asked for.
          const text = body.toString().replaceAll(new URL(localUrl).host, "HOST");
          return { target, status, named, body: text };
        }),
      );
      expect(beside).toEqual(without);
      expect(beside?.named["content-security-policy"] ?? "default-src 'none'").toBe(
        "default-src 'none'",
      );
    }
    const proof = await ask("/proof?nonce=abc");
    expect(JSON.parse(proof.body.toString())).toEqual({ proof: expect.any(String) });
  });

  it("leads a sign-in that fails to a page, with its code", async () => {
    for (const target of ["/session/sign-in", "/session/sign-in?to=/inbox"]) {
      const [beside, without] = await Promise.all(
        [on, off].map(({ localUrl }) => sendRaw(localUrl, target)),
      );
      expect(JSON.parse(String(without?.body)).code).toBe("API_PROVIDER_AWAY");
      expect(beside?.status).toBe(200);
      expect(String(beside?.body)).toContain("url=/?problem=API_PROVIDER_AWAY");
      expect(beside?.headers["content-security-policy"]).toBe("default-src 'none'");
    }
  });

  it("is alone where the configuration has no console", async () => {
    for (const target of ["/", "/index.html", "/inbox", "/assets/index-8f3a.js", "/icon.svg"]) {
      const { status, body } = await sendRaw(off.localUrl, target);
      expect([status, JSON.parse(body.toString()).code]).toEqual([404, "GATEWAY_ROUTE_UNKNOWN"]);
    }
  });

  it("and the console are nothing that another agency reaches", async () => {
    for (const target of ["/", "/index.html", "/assets/index-8f3a.js"]) {
      const { status, body } = await sendRaw(on.url, target);
      expect([status, JSON.parse(body.toString()).code]).toEqual([404, "GATEWAY_ROUTE_UNKNOWN"]);
    }
  });
});

it("the policy admits the one style element that React Aria adds, and no other", () => {
  const modules = resolve(import.meta.dirname, "../../../apps/console/node_modules");
  const components = realpathSync(join(modules, "react-aria-components"));
  const source = readFileSync(
    join(components, "../react-aria/dist/private/interactions/usePress.mjs"),
    "utf8",
  );
  const [, attribute = ""] = /PRESSABLE_ATTRIBUTE = '([\w-]+)'/.exec(source) ?? [];
  const [, text = ""] = /style\.textContent = `([^`]+)`\.trim\(\)/.exec(source) ?? [];
  const style = text.replace(/\$\{[^}]*PRESSABLE_ATTRIBUTE\}/, attribute).trim();
  expect(style).toContain("[data-react-aria-pressable]");
  const hash = createHash("sha256").update(style).digest("base64");
  expect(CONTENT_SECURITY_POLICY.match(/'sha256-[^']+'/g)).toEqual([`'sha256-${hash}'`]);
});
