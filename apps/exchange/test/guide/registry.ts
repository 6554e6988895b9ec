import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { parseJson } from "@safepassage/core";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { explain } from "./explain.ts";

// node registry.ts FOLDER [PORT]
const [folder = "federation/registry", port = "8400"] = process.argv.slice(2);
const read = (name: string) => parseJson(readFileSync(join(folder, name), "utf8"));
const signer = createSigner(parsePrivateJwk(read("key.json")));

// Signed with a new time each day: a gateway uses none that is older than two weeks.
const signed = () => {
  const file = read("registry.json") as { issuedAt: string };
  const today = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;
  const issuedAt = file.issuedAt > today ? file.issuedAt : today;
  return { issuedAt, jws: issueRegistry({ ...file, issuedAt }, signer) };
};
const textOf = (jws: string) => jws.split(".")[1];

// While the file has a mistake, the registry before it is handed out, and the mistake told once.
let last = signed();
let told = "";
const newest = () => {
  let line = "";
  try {
    const now = signed();
    // No gateway takes another text under the same time, nor one of an earlier time.
    const isLater = now.issuedAt > last.issuedAt || textOf(now.jws) === textOf(last.jws);
    if (isLater) last = now;
    else line = "registry.json has changed, and its issuedAt is not later: set it to now.";
  } catch (error) {
    line = explain(error);
  }
  if (line !== "" && line !== told) console.error(`${line}\nThe registry before is handed out.`);
  told = line;
  return last.jws;
};

createServer((_, response) => {
  response.setHeader("content-type", "application/jwt");
  response.end(newest());
}).listen(Number(port), "127.0.0.1", () => console.log(`registry at http://127.0.0.1:${port}`));
