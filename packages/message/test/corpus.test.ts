import { readdirSync, readFileSync } from "node:fs";
import { createFixedClock } from "@safepassage/core";
import type { Agreement } from "@safepassage/schema";
import { createDecryptionKey, parsePrivateJwk, parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import {
  type Carrier,
  MessageError,
  type OpenOptions,
  openMessage,
  verifyAgreement,
} from "../src/index.ts";

/** One line of `packages/vectors/data/corpus/structural`. */
interface CorpusLine {
  readonly id: string;
  readonly input: {
    readonly self: string;
    readonly now: string;
    readonly keys: readonly string[];
    readonly agreements: readonly string[];
    readonly profiles: readonly string[];
    readonly seen: readonly { iss: string; jti: string; digest: string }[];
    readonly sealed: string;
    readonly carrier?: Carrier;
  };
  readonly expect:
    | { readonly outcome: "refused"; readonly code: string }
    | { outcome: "opened"; digest: string; sdHash: string; resolved: readonly string[] };
}

const FOLDER = new URL("../../vectors/data/corpus/structural/", import.meta.url);
const world = JSON.parse(read("world.json"));
const registry = parseRegistry(world.registry);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl"));

describe.each(files)("%s", (name) => {
  const lines: CorpusLine[] = read(name)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

  it.each(lines.map((line) => [line.id, line] as const))("%s", (_, line) => {
    expect(judge(line)).toEqual(line.expect);
  });

  it("has one message that opens, and two that are refused", () => {
    const opened = lines.filter((line) => line.expect.outcome === "opened").length;
    expect(opened).toBeGreaterThanOrEqual(1);
    expect(lines.length - opened).toBeGreaterThanOrEqual(2);
    expect(new Set(lines.map(({ input }) => input.sealed)).size).toBe(lines.length);
  });
});

it("has a file for each structural check that this version makes, and one for the claims", () => {
  const checks = [
    "E01",
    "E02",
    "E03",
    "E04",
    "E05",
    "E06",
    "E07",
    "E08",
    "E09",
    "E10",
    "E11",
    "E12",
    "claims",
  ];
  expect(files.map((name) => name.replace(".jsonl", "")).sort()).toEqual(checks);
});

function judge({ input }: CorpusLine): CorpusLine["expect"] {
  try {
    const { digest, sdHash, resolved } = openMessage(input.sealed, optionsFor(input));
    return { outcome: "opened", digest, sdHash, resolved: resolved.toSorted() };
  } catch (error) {
    return { outcome: "refused", code: (error as { code: string }).code };
  }
}

function optionsFor(input: CorpusLine["input"]) {
  const { self, now, keys, agreements, profiles, seen, carrier } = input;
  const own = keys.map((key) => createDecryptionKey(parsePrivateJwk(world.keys[key])));
  const held = agreements.flatMap((name) => verified(world.agreements[name], new Date(now)));
  return {
    self,
    findKey: (kid) => own.find((key) => key.kid === kid),
    registry,
    findAgreement: (sha256) => held.find((agreement) => agreement.sha256 === sha256),
    clock: createFixedClock(new Date(now)),
    profiles,
    ...(carrier && { carrier }),
    wasSeen: ({ iss, jti, digest }) =>
      seen.some((one) => (one.iss === iss && one.jti === jti) || one.digest === digest),
  } satisfies OpenOptions;
}

/** An agreement that does not verify is not held at all. */
function verified(jws: string, at: Date): Agreement[] {
  try {
    return [verifyAgreement(jws, registry, at)];
  } catch (error) {
    expect(error).toBeInstanceOf(MessageError);
    expect(error).toHaveProperty("code", "AGREEMENT_INVALID");
    return [];
  }
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}
