import { gzipSync } from "node:zlib";
import { sha256Base64url } from "@safepassage/core";
import { Hono } from "hono";
import { accepts } from "hono/accepts";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import { contentTypeOf } from "./content-types.ts";
import { PAGE_HEADERS } from "./page-headers.ts";

/** The files of the console by their paths, such as `/index.html`. All are in memory: no request reaches a disk. */
export type Pages = ReadonlyMap<string, Uint8Array>;

/**
 * Makes the routes of the console. They take GET and HEAD, and whoever reaches the port: the files hold no data.
 *
 * Any address that is no file and none of the API is a place in the console: it gets `index.html`, whose script shows
 * the place. What no route here takes goes on to the next one.
 *
 * @param pages - With `/index.html`.
 * @see `docs/spec/gateway.md#console`
 */
export function consoleRoutes(pages: Pages): Hono {
  const files = new Map([...pages].map(([path, octets]) => [path, fileOf(path, octets)]));
  const index = files.get("/index.html");
  if (index === undefined) throw new RangeError("the console has no index.html");
  // Also of an answer that says that nothing has changed: whoever keeps the page keeps its policy.
  const retainedHeaders = [...RETAINED_304_HEADERS, ...Object.keys(PAGE_HEADERS)];
  return new Hono().get("*", etag({ retainedHeaders }), async (c, next) => {
    const { path } = c.req;
    const file = files.get(path) ?? (isPlace(path) ? index : undefined);
    if (file === undefined) return next();
    const { plain, gzip, headers } = file;
    if (gzip === undefined) return c.body(plain.octets, 200, { ...headers, ...plain.headers });
    const coding = accepts(c, {
      header: "Accept-Encoding",
      supports: ["gzip", "identity"],
      default: "identity",
    });
    const { octets, headers: own } = coding === "gzip" ? gzip : plain;
    return c.body(octets, 200, { ...headers, ...own });
  });
}

/** A file, ready to be sent. */
interface ServedFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly plain: Form;
  readonly gzip: Form | undefined;
}

/** Octets that are sent, and the headers that tell them from another form of the same file. */
interface Form {
  readonly octets: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

function fileOf(path: string, octets: Uint8Array): ServedFile {
  const { type, isText } = contentTypeOf(path) ?? { type: UNKNOWN, isText: false };
  const compressed = isText ? gzipSync(octets, { level: 9 }) : octets;
  const isSmaller = compressed.length < octets.length;
  return {
    headers: {
      ...PAGE_HEADERS,
      "content-type": type,
      "cache-control": path.startsWith(HASHED) ? FOR_GOOD : "no-cache",
      ...(isSmaller && { vary: "accept-encoding" }),
    },
    plain: formOf(octets),
    gzip: isSmaller ? formOf(compressed, { "content-encoding": "gzip" }) : undefined,
  };
}

function formOf(octets: Uint8Array, more: Readonly<Record<string, string>> = {}): Form {
  return {
    octets: new Uint8Array(octets),
    headers: {
      ...more,
      "content-length": String(octets.length),
      // Each form has its own, as a strong one must (RFC 9110, section 8.8.3.3).
      etag: `"${sha256Base64url(octets)}"`,
    },
  };
}

/** Whether an address may be that of a page: it is none of the API, and does not look like a file. */
function isPlace(path: string): boolean {
  const [, first = ""] = path.split("/");
  if (OF_THE_API.has(first) || path.startsWith(HASHED)) return false;
  // No page makes such an address.
  if (/\.\.|[\p{Cc}\\]/u.test(path)) return false;
  return !/\/[\w.-]*\.\w+$/.test(path);
}

/** First parts of the addresses of all other local routes. */
const OF_THE_API: ReadonlySet<string> = new Set(["v1", "session", "proof", "live"]);
/** Files below have a hash of their content in the name. */
const HASHED = "/assets/";
const FOR_GOOD = "public, max-age=31536000, immutable";
const UNKNOWN = "application/octet-stream";
