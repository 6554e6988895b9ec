import "./explain.ts";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { parseJson } from "@safepassage/core";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";

// node registry.ts FOLDER [PORT]
const [folder = "federation/registry", port = "8400"] = process.argv.slice(2);
const read = (name: string) => parseJson(readFileSync(join(folder, name), "utf8"));
const signer = createSigner(parsePrivateJwk(read("key.json")));

// Signed with a new time each day: a gateway uses none that is older than two weeks.
const signed = () => {
  const file = read("registry.json") as { issuedAt: string };
  const today = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;
  const issuedAt = file.issuedAt > today ? file.issuedAt : today;
  return issueRegistry({ ...file, issuedAt }, signer);
};

createServer((_, response) => {
  response.setHeader("content-type", "application/jwt");
  response.end(signed());
}).listen(Number(port), "127.0.0.1", () => console.log(`registry at http://127.0.0.1:${port}`));
