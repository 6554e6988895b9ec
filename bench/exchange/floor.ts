/**
 * The floor: a bare Hono server that makes what it gets durable, twice, and as a sender posts sealed octets to
 * another one in between. It checks nothing.
 */
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { tellUsage } from "./usage.ts";

/** What the process is told at its start. */
export interface FloorProcess {
  readonly file: string;
  readonly sealed: string;
  readonly next?: string;
}

const { file, sealed, next } = JSON.parse(process.argv[2] ?? "") as FloorProcess;
const packages = JSON.parse(readFileSync(sealed, "utf8")) as readonly string[];
const log = openSync(file, "a", 0o600);
const keep = (octets: string | Uint8Array): void => {
  writeSync(log, octets as string);
  fdatasyncSync(log);
};
let turn = 0;
const app = new Hono()
  .post("/v1/messages", async (c) => {
    keep(await c.req.text());
    const body = packages[turn++ % packages.length] ?? "";
    const headers = { "content-type": "application/jose" };
    const response = await fetch(`${next}/inbox`, { method: "POST", headers, body });
    keep(await response.text());
    return c.json({ state: "decided" }, 201);
  })
  .post("/inbox", async (c) => {
    const octets = new Uint8Array(await c.req.arrayBuffer());
    keep(octets);
    const receipts = ["r".repeat(900), "r".repeat(1100)];
    keep(JSON.stringify(receipts));
    return c.json({ receipts });
  });
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
  process.send?.({ ready: { url: `http://127.0.0.1:${port}` } });
});
process.on("disconnect", () => {
  closeSync(log);
  process.exit(0);
});
tellUsage();
