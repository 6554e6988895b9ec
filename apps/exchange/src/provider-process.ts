/**
 * The sign-in providers of the agencies, each with its own people: real OpenID Connect, and nobody needs a password.
 *
 * Started with the addresses at which browsers reach the gateways; tells the address of each provider by a message.
 *
 * @module
 */
import { startProvider } from "@safepassage/testing/provider";
import { AGENCIES, audienceOf } from "./agencies.ts";
import { tellParent, whenParentEnds } from "./parent.ts";
import { PEOPLE } from "./people.ts";
import type { Addresses } from "./setup.ts";
import { WORK_WORDS } from "./work-words.ts";

const gateways = JSON.parse(process.argv[2] ?? "{}") as Addresses;

const people = Object.fromEntries(
  Object.entries(PEOPLE).map(([id, one]) => [id, { ...one, work: WORK_WORDS[one.work] }]),
);
const started = await Promise.all(
  AGENCIES.map(async (name) => {
    const of = { agency: name, audience: audienceOf(name), gateway: gateways[name] };
    const { issuer } = await startProvider(people, of);
    return [name, issuer] as const;
  }),
);
void tellParent({ ready: Object.fromEntries(started) });
// Ctrl-C and a closed terminal reach every process; the parent stops this one, in order.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
whenParentEnds(() => process.exit(0));
