import type { DecodedMessage } from "@safepassage/schema";

/** The digests in a message, of other messages for the most part. It may be of unsound shape. */
export function namedBy({ body }: Pick<DecodedMessage, "body">): readonly string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string" && isDigest(value)) found.add(value);
    if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  look(body);
  return [...found];
}

export const isDigest = (text: string): boolean => /^[\w-]{43}$/.test(text);
