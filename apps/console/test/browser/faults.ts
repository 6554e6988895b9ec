import type { BrowserContext } from "playwright-core";

/** What a test expects to go wrong, and says so. Everything else that goes wrong fails it. */
export interface Allowed {
  /** An answer that is no success: its status, and how its path begins. */
  readonly answers?: readonly { readonly status: number; readonly path: string }[];
  /** The gateway cannot be reached for a while. */
  readonly away?: boolean;
  /** Violations of the Content-Security-Policy, by a test that makes some. */
  readonly violations?: boolean;
  /** Addresses of another origin that the browser may go to, such as that of the sign-in provider. */
  readonly origins?: readonly string[];
}

/** Collects what goes wrong in the pages of a context. */
export interface FaultWatch {
  /** May be called again: allowances add up. */
  allow(allowed: Allowed): void;
  /** What went wrong since this was asked last and was not allowed, each in a line. */
  take(): readonly string[];
}

/**
 * Watches a context: errors and violations of the Content-Security-Policy in the console, errors of scripts, answers that
 * are no success, and requests to another origin than the gateway's.
 *
 * @param origin - The gateway's.
 */
export function watchFaults(context: BrowserContext, origin: string): FaultWatch {
  const allowances: Allowed[] = [];
  const seen: Fault[] = [];
  context.on("console", (message) => {
    const text = message.text();
    // Of answers the response itself tells status and path.
    if (/^Failed to load resource: the server responded with a status of/.test(text)) return;
    if (message.type() === "error" || message.type() === "warning") {
      seen.push({
        says: `console: ${text}`,
        isAway: AWAY.test(text),
        isViolation: VIOLATION.test(text),
      });
    }
  });
  context.on("weberror", (error) => seen.push({ says: `script: ${error.error().message}` }));
  context.on("response", (response) => {
    const status = response.status();
    if (status < 400) return;
    const { pathname: path } = new URL(response.url());
    seen.push({ says: `answer ${status}: ${path}`, answer: { status, path } });
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin) {
      seen.push({ says: `request to ${url.origin}${url.pathname}`, origin: url.origin });
    }
  });
  return {
    allow: (allowed) => void allowances.push(allowed),
    take: () =>
      seen
        .splice(0)
        .filter((fault) => !allowances.some((allowed) => isAllowed(fault, allowed)))
        .map(({ says }) => says),
  };
}

interface Fault {
  readonly says: string;
  readonly isAway?: boolean;
  readonly isViolation?: boolean;
  readonly answer?: { readonly status: number; readonly path: string };
  readonly origin?: string;
}

function isAllowed({ isAway, isViolation, answer, origin }: Fault, allowed: Allowed): boolean {
  if (isViolation === true && allowed.violations === true) return true;
  if (isAway === true && allowed.away === true) return true;
  if (origin !== undefined && allowed.origins?.includes(origin) === true) return true;
  if (answer === undefined) return false;
  const { answers = [] } = allowed;
  return answers.some(
    ({ status, path }) => status === answer.status && answer.path.startsWith(path),
  );
}

/** What Chromium, and the part of Vite that loads pages, say of a gateway that does not answer. */
const AWAY =
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED|EMPTY_RESPONSE)|Unable to preload CSS|the page did not come from the gateway/;
const VIOLATION = /Content Security Policy|Trusted ?Type|requires 'Trusted/i;
