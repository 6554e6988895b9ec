/**
 * Checks the address of a gateway.
 *
 * @throws TypeError where nothing could be asked there: a client that follows events would try for ever.
 */
export function requireAddress(url: string): string {
  const { protocol = "" } = URL.canParse(url) ? new URL(url) : {};
  if (protocol === "http:" || protocol === "https:") return url;
  throw new TypeError("url is the address of a local port, such as http://127.0.0.1:8402");
}

/**
 * Has every part of an address that a caller fills in go as it is, whatever stands in it: a digest or an id that comes from
 * elsewhere leads to no other operation.
 */
export function withOwnParts<C extends object>(client: C): C {
  return new Proxy(client, {
    get(target, key) {
      const part: unknown = Reflect.get(target, key);
      return typeof part === "function" ? withOwnParts(part) : part;
    },
    apply: (target, self, [asked, ...rest]) =>
      Reflect.apply(target as () => unknown, self, [encoded(asked), ...rest]),
  });
}

function encoded(asked: unknown): unknown {
  const { param } = (asked ?? {}) as { readonly param?: Readonly<Record<string, unknown>> };
  if (param === undefined) return asked;
  const parts = Object.entries(param).map(([name, value]) => [name, encodedPart(name, value)]);
  return { ...(asked as object), param: Object.fromEntries(parts) };
}

function encodedPart(name: string, value: unknown): string {
  const part = String(value);
  // An address without it, or with dots, is that of another operation.
  if (/^\.{0,2}$/.test(part)) throw new TypeError(`${name} is empty, or consists of dots`);
  return encodeURIComponent(part);
}
