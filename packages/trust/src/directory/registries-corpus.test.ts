import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parsePublicJwk } from "../keys/jwk.ts";
import { createVerifier } from "../keys/keys-node.ts";
import { readRegistry } from "./registry-node.ts";
import type { RegistryMark } from "./signed-registry.ts";

/** One line of `packages/vectors/data/corpus/registries.jsonl`. */
interface RegistryLine {
  readonly id: string;
  readonly input: {
    readonly jws: string;
    readonly key: unknown;
    readonly now: string;
    readonly newest?: RegistryMark;
  };
  readonly expect:
    | { readonly outcome: "refused"; readonly code: string }
    | ({ readonly outcome: "taken" } & RegistryMark);
}

const corpus = new URL("../../../vectors/data/corpus/registries.jsonl", import.meta.url);
const lines: RegistryLine[] = readFileSync(corpus, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

it.each(lines.map((line) => [line.id, line] as const))("%s", (_, line) => {
  expect(judge(line)).toEqual(line.expect);
});

function judge({ input: { jws, key, now, newest } }: RegistryLine): RegistryLine["expect"] {
  const options = { now: new Date(now), ...(newest && { newest }) };
  try {
    const { mark } = readRegistry(jws, createVerifier(parsePublicJwk(key)), options);
    return { outcome: "taken", ...mark };
  } catch (error) {
    return { outcome: "refused", code: (error as { code: string }).code };
  }
}
