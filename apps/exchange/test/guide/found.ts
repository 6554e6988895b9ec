import "./explain.ts";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";
import { parseConsentRecord } from "@safepassage/schema";

// node found.ts FOLDER [PORT]: two invented agencies on this machine, with five ports from PORT on.
const [folder = "federation", firstPort = "8400"] = process.argv.slice(2);
const port = Number(firstPort);

// 1. Keys, a registry that lists both agencies with their addresses, an agreement that both have signed.
const [b = "", c = ""] = makeTestExchange(folder, { port: port + 1 });

// 2. What a gateway needs beside: where the registry is served, its own ports, and tokens.
for (const [index, own] of [b, c].entries()) {
  const write = (name: string, text: string) =>
    writeFileSync(join(own, name), text, { mode: 0o600 });
  const agency = JSON.parse(readFileSync(join(own, "agency.json"), "utf8"));
  const { entity } = agency;
  const ports = { port: port + 1 + 2 * index, localPort: port + 2 + 2 * index };
  // The address in both files: from a file that nobody signs anew, a program would get an older registry than the gateway.
  const registry = `http://127.0.0.1:${port}/registry`;
  write("agency.json", JSON.stringify({ ...agency, registry }));
  write("config.json", JSON.stringify({ entity, registry, ...ports }));
  for (const name of ["local", "duty-officer", "protection-officer"]) {
    write(`${name}.token`, randomBytes(32).toString("base64url"));
  }
}

// 3. NGO B, when a woman was asked: what it may tell of her to whom, and for how long.
const record = {
  person: "B-1",
  givenAt: toInstant(new Date()),
  status: "ConsentGiven",
  giver: "self",
  giverIsSuspect: false,
  purposes: ["ASSISTANCE_REFERRAL"],
  recipients: ["https://ngo-c.test"],
  scope: ["subject", "need", "contact"],
  validFrom: toInstant(new Date()),
  validUntil: toInstant(new Date(Date.now() + 365 * 86_400_000)),
  withdrawnAt: null,
  language: "rus",
  languageUnderstood: true,
  withdrawalMethod: true,
};
parseConsentRecord(record); // Throws where a member is missing.
writeFileSync(join(b, "consents", "ngo-b.consent.json"), JSON.stringify(record, null, 2), {
  mode: 0o600,
});
console.log(`made the registry and the agencies ngo-b and ngo-c in ${folder}`);
