/** The floor: a bare Hono server that answers a page out of its memory, and tells who follows what was posted. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { tellUsage } from "../exchange/usage.ts";

let page: object = {};
let tell = (_: string): void => {};
const app = new Hono()
  .put("/v1/inbox", async (c) => {
    page = await c.req.json();
    return c.body(null, 204);
  })
  .get("/v1/inbox", (c) => c.json(page))
  .get("/v1/events", (c) =>
    streamSSE(c, async (stream) => {
      const ended = new Promise<void>((resolve) => stream.onAbort(resolve));
      tell = (ref) => {
        const data = JSON.stringify({ event: "sent", at: new Date().toISOString(), ref });
        void stream.writeSSE({ id: ref, event: "sent", data });
      };
      await ended;
    }),
  )
  .post("/v1/messages", async (c) => {
    const { draft } = await c.req.json<{ draft: { officer: { id: string } } }>();
    const digest = `${draft.officer.id}-${performance.now()}`;
    tell(digest);
    process.send?.({ committed: { digest, at: String(process.hrtime.bigint()) } });
    return c.json({ digest }, 201);
  });
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
  const url = `http://127.0.0.1:${port}`;
  process.send?.({ ready: { url, localUrl: url } });
});
process.on("disconnect", () => process.exit(0));
tellUsage();
