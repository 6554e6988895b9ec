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

createServer((_, response) => {
  response.setHeader("content-type", "application/jwt");
  response.end(issueRegistry(read("registry.json"), signer));
}).listen(Number(port), "127.0.0.1", () => console.log(`registry at http://127.0.0.1:${port}`));
