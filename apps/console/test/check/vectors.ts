import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeUtf8 } from "@safepassage/core";
import { createDecryptionKey, openJwe, parsePrivateJwk, readJwe } from "@safepassage/trust";

/** A file of the vectors, as text. @param path - Below the data of `@safepassage/vectors`. */
export const vector = (path: string): string =>
  readFileSync(fileURLToPath(import.meta.resolve(`@safepassage/vectors/${path}`)), "utf8");

/** The lines of a file of the corpus. */
export const corpusLines = <T>(path: string): T[] =>
  vector(`corpus/${path}`)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

/** What the structural corpus and the evidence are about: one registry, its agreements, and its keys. */
export interface World {
  readonly registry: object;
  readonly agreements: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, object>>;
}

export const world = JSON.parse(vector("corpus/structural/world.json")) as World;

/** A signed message of the structural corpus, out of its package. */
export interface SignedCase {
  readonly id: string;
  readonly sdJwt: string;
  readonly input: { readonly now: string; readonly agreements: readonly string[] };
}

/** The signed messages of the structural corpus whose packages open. */
export function signedCases(): readonly SignedCase[] {
  const keys = Object.values(world.keys)
    .map(parsePrivateJwk)
    .filter(({ use }) => use === "enc")
    .map(createDecryptionKey);
  const names = Array.from({ length: 11 }, (_, at) => `E${String(at + 1).padStart(2, "0")}`);
  return [...names, "claims"].flatMap((name) =>
    corpusLines<Omit<SignedCase, "sdJwt"> & { readonly input: { readonly sealed: string } }>(
      `structural/${name}.jsonl`,
    ).flatMap((line) => {
      const sdJwt = messageIn(line.input.sealed, keys);
      return sdJwt === undefined ? [] : [{ ...line, sdJwt }];
    }),
  );
}

function messageIn(
  sealed: string,
  keys: readonly ReturnType<typeof createDecryptionKey>[],
): string | undefined {
  try {
    const parts = readJwe(sealed);
    const key = keys.find(({ kid }) => kid === parts.kid);
    if (key === undefined) return undefined;
    const content = JSON.parse(decodeUtf8(openJwe(parts, key)).replace(/\0+$/, "")) as {
      readonly message?: unknown;
    };
    return typeof content.message === "string" ? content.message : undefined;
  } catch {
    // A package that is no package is of no use here.
    return undefined;
  }
}

/** The message that is told from draft to receipt. */
export interface WholeMessage {
  readonly now: string;
  readonly registry: {
    readonly agencies: readonly {
      readonly entity: string;
      readonly keys: readonly object[];
      readonly facts: readonly object[];
    }[];
  };
  readonly agreementJws: string;
  readonly draft: { readonly clear: Readonly<Record<string, unknown>>; readonly body: object };
  readonly sdJwt: string;
  readonly sealed: string;
  readonly opened: object;
  readonly digest: string;
  readonly deliveredReceipt: string;
}

export const whole = JSON.parse(vector("message/s01-1.json")) as WholeMessage;

/** A file of the sample of evidence in the guide. */
export const sample = (name: string): string =>
  readFileSync(
    fileURLToPath(new URL(`../../../../docs/guides/evidence/${name}`, import.meta.url)),
    "utf8",
  );
