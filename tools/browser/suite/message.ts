import { canonicalJson, createFixedClock, type Json } from "@safepassage/core";
import {
  type Evidence,
  inspectMessage,
  requireReceiptFor,
  verifyAgreement,
  verifyEvidence,
  verifyReceipt,
} from "@safepassage/message/web";
import type { Agreement } from "@safepassage/schema";
import { type AgencyRegistry, parseRegistry, registryFacts } from "@safepassage/trust/web";
import { validate } from "@safepassage/validator";
import type { SignedLine } from "../unseal.ts";
import { type Outcome, outcome } from "./outcome.ts";
import { createVerifier, examineInPage } from "./page.ts";
import type { Vectors } from "./vectors.ts";

/** Every signed message, receipt and bundle of evidence of the vectors, good and bad. */
export function cases(vectors: Vectors): Record<string, unknown> {
  const world = vectors["corpus/structural/world.json"] as World;
  const registry = registryOf(world.registry);
  return Object.fromEntries([
    ...signedCases(vectors, world, registry),
    ...evidenceCases(vectors, registry),
    wholeCase(vectors),
    ...guideCases(vectors),
  ]);
}

/** Each message of the structural corpus, out of its package. */
function signedCases(
  vectors: Vectors,
  world: World,
  registry: AgencyRegistry,
): [string, unknown][] {
  const lines = vectors["signed messages"] as readonly SignedLine[];
  return lines.map(({ id, sdJwt, input, expect }) => {
    const { self, now, agreements, profiles, seen } = input;
    const at = new Date(now);
    const given = outcome(() => {
      const held = agreements.flatMap((name) => verified(world.agreements[name], registry, at));
      return inspectMessage(sdJwt, {
        self,
        registry,
        findAgreement: (sha256) => held.find((one) => one.sha256 === sha256),
        clock: createFixedClock(at),
        profiles,
        wasSeen: ({ iss, jti, digest }) =>
          seen.some((one) => (one.iss === iss && one.jti === jti) || one.digest === digest),
      });
    });
    return [id, OF_PACKAGE.test(expect.code ?? "") ? given : asExpected(given, expect)];
  });
}

/** An agreement that does not verify is not held at all. */
function verified(jws = "", registry: AgencyRegistry, at: Date): readonly Agreement[] {
  return outcome(() => [verifyAgreement(jws, registry, at)]).value ?? [];
}

function evidenceCases(vectors: Vectors, registry: AgencyRegistry): [string, unknown][] {
  const lines = String(vectors["corpus/evidence.jsonl"]).trimEnd().split("\n");
  return lines.flatMap((line): [string, unknown][] => {
    const { id, input, expect } = JSON.parse(line) as EvidenceLine;
    const { timeProven = false, ...evidence } = input;
    return [
      [
        id,
        asExpected(
          outcome(() => verifyEvidence(evidence, registry, { timeProven })),
          expect,
        ),
      ],
      ...input.receipts.map((receipt, i): [string, unknown] => [
        `${id} receipt ${i}`,
        outcome(() => verifyReceipt(receipt, registry)),
      ]),
    ];
  });
}

/** The message that is told from draft to receipt, opened and judged. */
function wholeCase(vectors: Vectors): [string, unknown] {
  const vector = vectors["message/s01-1.json"] as WholeMessage;
  const registry = registryOf(vector.registry);
  const clock = createFixedClock(new Date(vector.now));
  const given = outcome(() => {
    const opened = inspectMessage(vector.sdJwt, { registry, clock });
    const parties = { sender: NGO_B, recipient: NGO_C };
    requireReceiptFor(verifyReceipt(vector.deliveredReceipt, registry), opened, parties);
    const { message, consents = [], authorisations = [] } = opened;
    if (canonicalJson(message) !== canonicalJson(vector.opened)) throw new TypeError("another");
    const { now, agreementJws } = vector;
    const agreement = verifyAgreement(agreementJws, registry, clock.now());
    const facts = {
      agreement,
      consents,
      authorisations,
      registry: registryFacts(registry, message),
    };
    return { ...opened, judgement: validate({ message, tier: "context", now, ...facts }) };
  });
  return ["s01-1", asExpected(given, vector)];
}

/** What the guide shows: evidence, and a receipt that was changed. */
function guideCases(vectors: Vectors): [string, unknown][] {
  const evidence = vectors["guide/evidence.json"] as Evidence;
  const [registry, tampered] = ["registry.jwt", "tampered.txt"].map((name) =>
    String(vectors[`guide/${name}`]).trimEnd(),
  );
  const examine = (receipts: readonly string[]) =>
    outcome(() =>
      examineInPage({ ...evidence, receipts }, registry ?? "", vectors["guide/registry-key.json"]),
    );
  const { digest } = vectors["message/s01-1.json"] as WholeMessage;
  return [
    ["guide", asExpected(examine(evidence.receipts), { digest })],
    [
      "guide tampered",
      asExpected(examine(tampered?.split("\n") ?? []), { code: "JWS_SIGNATURE_INVALID" }),
    ],
  ];
}

const registryOf = (file: unknown): AgencyRegistry => parseRegistry(file, { createVerifier });

/** What a case gave, beside what the vectors say where that differs. */
function asExpected(given: Outcome<Expected>, expected: Expected): unknown {
  const found = given.refused === undefined ? given.value : { code: given.refused };
  const unlike = NAMES.filter((name) => found?.[name] !== expected[name]);
  return unlike.length === 0 ? given : { unlike, expected, given };
}

/** What the vectors say of a case: the code of its refusal, or what it opens to. */
interface Expected {
  readonly code?: string;
  readonly digest?: string;
}

interface World {
  readonly registry: unknown;
  readonly agreements: Readonly<Record<string, string>>;
}

interface EvidenceLine {
  readonly id: string;
  readonly input: Evidence & { readonly timeProven?: boolean };
  readonly expect: Expected;
}

interface WholeMessage {
  readonly now: string;
  readonly registry: unknown;
  readonly sdJwt: string;
  readonly digest: string;
  readonly opened: Json;
  readonly agreementJws: string;
  readonly deliveredReceipt: string;
}

const NGO_B = "https://ngo-b.test";
const NGO_C = "https://ngo-c.test";
const NAMES = ["code", "digest"] as const;
/** Refusals of the package, its seed and how it came: a message without them is not refused. */
const OF_PACKAGE = /^(?:PACKAGE_|TRUST_SEALED_|MESSAGE_SALT_NOT_DERIVED|MESSAGE_POSTED_UNSIGNED)/;
