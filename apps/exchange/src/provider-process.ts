/**
 * The sign-in providers of the agencies, each with its own people: real OpenID Connect, and nobody needs a password.
 *
 * Tells the address of each by a message.
 *
 * @module
 */
import { startProvider } from "@safepassage/testing/provider";
import { AGENCIES, audienceOf } from "./agencies.ts";
import { PEOPLE } from "./people.ts";

const started = await Promise.all(
  AGENCIES.map(async (name) => {
    const { issuer } = await startProvider(PEOPLE, { audience: audienceOf(name) });
    return [name, issuer] as const;
  }),
);
process.send?.({ ready: Object.fromEntries(started) });
// Ctrl-C and a closed terminal reach every process; the parent stops this one, in order.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("disconnect", () => process.exit(0));
