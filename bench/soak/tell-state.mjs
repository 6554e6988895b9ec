// Loaded before a gateway: answers the message "state" with what the process holds, after it has collected its garbage.
import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("message", (asked) => {
  if (asked !== "state") return;
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({
    rss: rss / 1_048_576,
    heap: heapUsed / 1_048_576,
    files: readdirSync("/proc/self/fd").length,
    handles: process.getActiveResourcesInfo().length,
  });
});
// The channel must not keep a gateway alive that has been told to end.
process.channel?.unref();
