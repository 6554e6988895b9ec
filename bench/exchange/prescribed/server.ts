/**
 * What is prescribed for one exchange, and nothing else: the floor, and with it the digests, signatures, seals and keys of a
 * message, and its rows on both sides. Nothing is judged, minimised, looked up or checked for its form, and what cannot be
 * read is no case. It is about the least that a gateway of this protocol takes on Node.js.
 */
import { createPrivateKey, createPublicKey, hash, type JsonWebKey, randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { tellUsage } from "../usage.ts";
import { issue, open, read, seal, signed, verified } from "./message.ts";
import { openStore } from "./store.ts";

/** What the process is told at its start: its own keys, and the public ones of the other side. */
export interface PrescribedProcess {
  readonly file: string;
  readonly signing: JsonWebKey;
  readonly opening: JsonWebKey;
  readonly otherSigning: JsonWebKey;
  readonly otherOpening: JsonWebKey;
  /** Where the other side is, for the one that sends. */
  readonly next?: string;
}

const told = JSON.parse(process.argv[2] ?? "") as PrescribedProcess;
const own = (key: JsonWebKey) => createPrivateKey({ key, format: "jwk" });
const others = (key: JsonWebKey) => createPublicKey({ key, format: "jwk" });
const signingKey = own(told.signing);
const ownPublic = createPublicKey(signingKey);
const openingKey = own(told.opening);
const otherSigning = others(told.otherSigning);
const otherOpening = others(told.otherOpening);
const store = openStore(told.file);

const app = new Hono()
  .post("/v1/messages", async (c) => {
    const { draft } = JSON.parse(await c.req.text()) as { readonly draft: unknown };
    const id = randomUUID();
    const message = issue(draft, signingKey);
    // A signature that does not verify would be refused at the other side, and nobody here would know why.
    verified(message.slice(0, message.indexOf("~")), ownPublic);
    await store.add(id, message);
    const body = seal(message, otherOpening);
    const response = await fetch(`${told.next}/inbox`, {
      method: "POST",
      headers: {
        "content-type": "application/jose",
        // In the form of a JWS, which takes what a signature of RFC 9421 takes.
        signature: signed({ id, digest: hash("sha256", body, "base64url") }, signingKey),
      },
      body,
    });
    const { receipts } = (await response.json()) as { readonly receipts: readonly string[] };
    for (const receipt of receipts) verified(receipt, otherSigning);
    await store.change(id, JSON.stringify(receipts));
    return c.json({ state: "decided" }, 201);
  })
  .post("/inbox", async (c) => {
    const sealed = await c.req.text();
    const request = verified(c.req.header("signature") ?? "", otherSigning);
    const { id, digest } = request as { readonly id: string; readonly digest: string };
    if (digest !== hash("sha256", sealed, "base64url")) throw new Error("another body");
    const message = open(sealed, openingKey);
    read(message, otherSigning);
    await store.add(id, message);
    const about = hash("sha256", message, "base64url");
    const receipts = ["delivered", "decided"].map((kind) => signed({ kind, about }, signingKey));
    await store.change(id, JSON.stringify(receipts));
    return c.json({ receipts });
  });
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
  process.send?.({ ready: { url: `http://127.0.0.1:${port}` } });
});
process.on("disconnect", () => process.exit(0));
tellUsage();
