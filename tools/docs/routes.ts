/** A route that a page names. Parameters have no names here. */
export interface NamedRoute {
  readonly method: string | undefined;
  readonly path: string;
  readonly line: number;
}

/** Routes of a gateway that a page names: with a method before it, or of the local API. */
export function routesOf(markdown: string): readonly NamedRoute[] {
  return markdown.split("\n").flatMap((text, index) =>
    [...text.matchAll(NAMED)].map(([, method, path = ""]) => ({
      method,
      path: withoutNames(path.replace(/[./]+$/, "")),
      line: index + 1,
    })),
  );
}

const METHODS = "GET|POST|PUT|PATCH|DELETE";
const NAMED = new RegExp(`(?:\\b(${METHODS}) (?=/)|(?=/v1/))(/[\\w./{}:$-]+)`, "g");

const withoutNames = (path: string): string => path.replaceAll(/\{\w+\}|:\w+|\$\w+/g, "{}");

/** Whether a gateway has a route. Without a method: whether it has one at that path. */
export function isRoute(
  operations: Iterable<{ readonly method: string; readonly path: string }>,
  { method, path }: NamedRoute,
): boolean {
  const known = [...operations, ...BESIDE];
  return known.some(
    (one) =>
      withoutNames(one.path) === path &&
      (method === undefined || one.method === method.toLowerCase()),
  );
}

/** What a gateway serves beside the operations of its local API. */
const BESIDE = [
  { method: "get", path: "/v1/openapi.json" },
  { method: "post", path: "/inbox" },
  { method: "post", path: "/receipts" },
  { method: "get", path: "/.well-known/spp-epochs" },
  { method: "get", path: "/health" },
  { method: "get", path: "/live" },
  { method: "get", path: "/proof" },
  { method: "get", path: "/metrics" },
  { method: "get", path: "/session/sign-in" },
  { method: "post", path: "/session/sign-out" },
  // The address of an agency may have a path.
  { method: "post", path: "/spp/inbox" },
];
