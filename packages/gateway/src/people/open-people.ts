import type { AgencyContext, PeopleConfig } from "@safepassage/agency";
import { type Browser, createBrowser } from "./browser.ts";
import { createPeople, type People } from "./people.ts";
import { createProvider } from "./provider.ts";
import { createSessions } from "./sessions.ts";

/**
 * Makes what the configuration says about the officers of an agency: their tokens, and their sessions in a browser.
 *
 * @param hasPages - Whether the gateway serves pages, which can say why a sign-in has failed.
 */
export function openPeople(
  context: Pick<AgencyContext, "store" | "clock" | "officerKey" | "log">,
  config: PeopleConfig | undefined,
  { hasPages }: { readonly hasPages: boolean },
): { readonly people: People | undefined; readonly browser: Browser | undefined } {
  if (config === undefined) return { people: undefined, browser: undefined };
  const tell = createTeller(context);
  const provider = createProvider(config, tell);
  const people = createPeople(config, context, provider, tell);
  const { client, url } = config;
  if (client === undefined || url === undefined) return { people, browser: undefined };
  const sessions = createSessions();
  return { people, browser: createBrowser({ url, people, provider, sessions, hasPages }) };
}

/**
 * Tells the log why officers are not let in: each cause once a minute at most, since whoever reaches the port can cause some of them as
 * often as they like.
 */
function createTeller({ log }: Pick<AgencyContext, "log">): (code: string) => void {
  const last = new Map<string, number>();
  return (code) => {
    const now = performance.now();
    if (now < (last.get(code) ?? Number.NEGATIVE_INFINITY) + QUIET_MS) return;
    last.set(code, now);
    log({ event: "officerRefused", code });
  };
}

const QUIET_MS = 60_000;
