import { decodeUtf8, isJsonObject, ProtocolError, parseJson } from "@safepassage/core";
import { PROTOCOL_VERSIONS } from "@safepassage/message";
import { createDecryptionKey, openJwe, parsePrivateJwk, readJwe } from "@safepassage/trust";

/** A line of the structural corpus with the message that was sealed in it. */
export interface SignedLine {
  readonly id: string;
  readonly sdJwt: string;
  readonly input: {
    readonly self: string;
    readonly now: string;
    readonly agreements: readonly string[];
    readonly profiles: readonly string[];
    readonly seen: readonly { iss: string; jti: string; digest: string }[];
    readonly sealed: string;
  };
  readonly expect: { readonly code?: string; readonly digest?: string; readonly sdHash?: string };
}

/**
 * Takes the messages of the structural corpus out of their packages, in Node: browsers open what is signed,
 * and not what is sealed. A package that does not open, or is of another version, has none.
 */
export function unseal(vectors: Readonly<Record<string, unknown>>): readonly SignedLine[] {
  const { keys } = vectors["corpus/structural/world.json"] as { keys: Record<string, unknown> };
  const own = Object.values(keys)
    .map(parsePrivateJwk)
    .filter(({ use }) => use === "enc")
    .map(createDecryptionKey);
  return Object.entries(vectors)
    .filter(([path]) => /^corpus\/structural\/\w+\.jsonl$/.test(path))
    .flatMap(([, text]) => String(text).trimEnd().split("\n"))
    .flatMap((line) => {
      const parsed = JSON.parse(line) as Omit<SignedLine, "sdJwt">;
      const sdJwt = messageIn(parsed.input.sealed, own);
      return sdJwt === undefined ? [] : [{ ...parsed, sdJwt }];
    });
}

function messageIn(
  sealed: string,
  own: readonly ReturnType<typeof createDecryptionKey>[],
): string | undefined {
  try {
    const parts = readJwe(sealed);
    const key = own.find(({ kid }) => kid === parts.kid);
    if (key === undefined) return undefined;
    const content = parseJson(decodeUtf8(openJwe(parts, key)).replace(/\0+$/, ""));
    if (!isJsonObject(content)) return undefined;
    const isOurs = PROTOCOL_VERSIONS.some((version) => version === content["spp"]);
    return isOurs && typeof content["message"] === "string" ? content["message"] : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
