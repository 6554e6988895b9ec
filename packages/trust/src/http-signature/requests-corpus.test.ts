import { readFileSync } from "node:fs";
import { encodeUtf8 } from "@safepassage/core";
import { expect, it } from "vitest";
import { parseRegistry } from "../directory/registry-node.ts";
import { createSigner, parsePrivateJwk } from "../keys/keys-node.ts";
import { verifyContentDigest } from "./content-digest.ts";
import { signRequest } from "./sign-request.ts";
import { verifyRequest } from "./verify-request.ts";

/** One line of `packages/vectors/data/corpus/requests.jsonl`. */
interface RequestLine {
  readonly id: string;
  readonly input: {
    readonly method: string;
    readonly target: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body: string | null;
    readonly now: string;
  };
  readonly expect:
    | { readonly outcome: "refused"; readonly code: string }
    | { readonly outcome: "authenticated"; readonly agency: string };
}

const world = JSON.parse(read("structural/world.json"));
const registry = parseRegistry(world.registry);
const lines: RequestLine[] = read("requests.jsonl")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

it.each(lines.map((line) => [line.id, line] as const))("%s", (_, line) => {
  expect(judge(line)).toEqual(line.expect);
});

it("signs what the other program signs, octet by octet", () => {
  const [{ input, expect: expected }] = lines as [RequestLine];
  if (expected.outcome !== "authenticated") throw new TypeError("the first line is a good one");
  const { target, body, headers, now } = input;
  const content = { type: "application/jose", octets: encodeUtf8(body ?? "") };
  const signer = createSigner(parsePrivateJwk(world.keys["ngo-b"]));
  const own = { entity: expected.agency, signer, now: new Date(now) };
  expect(signRequest({ method: "POST", target, content }, own)).toEqual(
    Object.fromEntries(headers),
  );
});

function judge({ input }: RequestLine): RequestLine["expect"] {
  const { method, target, body, now } = input;
  const headers = new Headers(input.headers.map(([name, value]) => [name, value]));
  try {
    const options = { registry, now: new Date(now) };
    const { agency, contentDigest } = verifyRequest({ method, target, headers }, options);
    if (contentDigest !== undefined) verifyContentDigest(contentDigest, encodeUtf8(body ?? ""));
    return { outcome: "authenticated", agency };
  } catch (error) {
    return { outcome: "refused", code: (error as { code: string }).code };
  }
}

function read(name: string): string {
  const folder = new URL("../../../vectors/data/corpus/", import.meta.url);
  return readFileSync(new URL(name, folder), "utf8");
}
