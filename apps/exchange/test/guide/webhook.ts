import { createHash, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

// node webhook.ts http://127.0.0.1:8500/changes PUBLIC_KEY.json ...
const [address = "", ...files] = process.argv.slice(2);
interface Key extends JsonWebKey {
  readonly kid: string;
}
const keys = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Key);
const known = new Set<string>();

/** Whether these octets come from the gateway, for this address, and came within five minutes (RFC 9421). */
function isSigned({ method, headers }: IncomingMessage, octets: Buffer): boolean {
  const [, params = "", names = "", rest = ""] =
    /^spp=(\(([^)]*)\)(.*))$/.exec(String(headers["signature-input"])) ?? [];
  const of = (name: string) => new RegExp(`;${name}=("?)([^";]+)\\1(?=;|$)`).exec(rest)?.[2] ?? "";
  const key = keys.find(({ kid }) => of("keyid").endsWith(`#${kid}`));
  if (key === undefined || Math.abs(Date.now() / 1000 - Number(of("created"))) > 300) return false;
  const digest = `sha-256=:${createHash("sha256").update(octets).digest("base64")}:`;
  // What must be signed is said here, and the text is made of what has really come.
  const lines = [
    ["@method", method],
    ["@target-uri", new URL(address).href],
    ["content-digest", digest],
    ["content-type", headers["content-type"]],
    ["content-length", String(octets.length)],
  ];
  if (names !== lines.map(([name]) => `"${name}"`).join(" ")) return false;
  const text = [...lines, ["@signature-params", params]].map(([name, is]) => `"${name}": ${is}`);
  const [, signature = ""] = /^spp=:(.+):$/.exec(String(headers["signature"])) ?? [];
  const how = { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
  const hash = key.crv === "P-256" ? "sha256" : null;
  return verify(hash, Buffer.from(text.join("\n")), how, Buffer.from(signature, "base64"));
}

async function take(request: IncomingMessage, response: ServerResponse) {
  // Anybody can connect: how much is read is not theirs to choose.
  if (!(Number(request.headers["content-length"]) <= 1_048_576)) return request.destroy();
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const octets = Buffer.concat(parts);
  if (!isSigned(request, octets)) return response.writeHead(401).end();
  const { id, changes } = JSON.parse(octets.toString());
  // The same changes come again if this answer is lost.
  if (!known.has(id)) for (const { event, ref, code } of changes) console.log(event, code, ref);
  known.add(id);
  return response.writeHead(204).end();
}

createServer((request, response) => {
  // An upload that breaks off ends that request, and not this program.
  take(request, response).catch(() => request.destroy());
}).listen(Number(new URL(address).port), "127.0.0.1", () => console.log(`waits at ${address}`));
