/**
 * The registry of the demo: reads the registry file on each request and serves it, signed.
 *
 * Started with the folder that holds `registry.json` and `key.json`; tells its port by a message.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { parseJson } from "@safepassage/core";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { Hono } from "hono";
import { tellParent, whenParentEnds } from "./parent.ts";

const folder = process.argv[2] ?? ".";
const read = (name: string) => parseJson(readFileSync(join(folder, name), "utf8"));
const signer = createSigner(parsePrivateJwk(read("key.json")));

const app = new Hono()
  .get("/registry", (c) =>
    c.body(issueRegistry(read("registry.json"), signer), 200, {
      "content-type": "application/jwt",
      "cache-control": "no-store",
    }),
  )
  .get("/health", (c) => c.json({ status: "ok" }));

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
  void tellParent({ ready: { port } });
});
// Ctrl-C and a closed terminal reach every process; the parent stops this one, in order.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
whenParentEnds(() => process.exit(0));
