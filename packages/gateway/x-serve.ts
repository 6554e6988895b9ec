import { serve } from "@hono/node-server";
import { consoleRoutes } from "./src/console/console-routes.ts";
import { readPages } from "./src/console/read-pages.ts";
const { value } = readPages("/work/wt-c-check/apps/console/dist");
const s = serve({ fetch: consoleRoutes(value!).fetch, port: 0, hostname: "127.0.0.1" }, (i) => console.log(`http://127.0.0.1:${i.port}`));
process.on("SIGTERM", () => s.close());
