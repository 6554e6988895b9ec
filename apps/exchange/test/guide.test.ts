import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { prepare } from "@safepassage/agency";
import { canonicalJson, createFixedClock, encodeBase64url, parseJson } from "@safepassage/core";
import { parseCaseRequest, parseImportStatement } from "@safepassage/htcds";
import { issueMessage, verifyAgreement } from "@safepassage/message";
import type { Body } from "@safepassage/schema";
import { createMemoryReplayStore, createReplayGuard, parseRegistry } from "@safepassage/trust";
import type { ValidationInput } from "@safepassage/validator";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { examine } from "./guide/evidence.ts";
import { createTestFederation } from "./guide/federation.ts";
import { judge } from "./guide/judge.ts";
import { judgeInNovaia } from "./guide/judge-by-pack.ts";
import { prepareCase } from "./guide/prepare.ts";
import { afterErasure, checkReceipts, deliveryOf } from "./guide/prove.ts";
import { receive } from "./guide/receive.ts";

import { send } from "./guide/send.ts";
import { sayInGerman } from "./guide/translate.ts";

const NOW = new Date("2026-11-24T09:02:00Z");
/** Runs in Node and in Chromium, with the step `browser` of the test command. */
const PAGE = "../../../../tools/browser/suite/page";
const clock = createFixedClock(NOW);
const random = (length: number): Uint8Array => randomBytes(length);

describe("the guides", () => {
  it.each([
    ["integrate-the-library", ["federation", "prepare", "send", "receive", "prove", "main"]],
    ["from-your-case-file", ["send-case"]],
    ["check-evidence", ["evidence", PAGE]],
    ["run-a-gateway", ["explain", "found", "registry", "gateway"]],
    ["add-a-rule", ["rule", "judge", "translate"]],
    ["add-a-pack", ["pack", "judge-by-pack"]],
  ])("%s shows, word for word, files that are run here", (guide, files) => {
    const page = readText(`../../../docs/guides/${guide}.md`);
    const blocks = page.split("```ts\n").slice(1);
    const shown = blocks.map((block) => block.split("\n```", 1)[0]);
    expect(shown).toEqual(files.map((name) => readText(`guide/${name}.ts`).trimEnd()));
  });

  it("show, word for word, the program in Python", () => {
    const blocks = readText("../../../docs/guides/from-your-case-file.md").split("```python\n");
    const shown = blocks.slice(1).map((block) => block.split("\n```", 1)[0]);
    const program = readText("../../../docs/guides/python/send_case.py");
    expect(shown.join("\n\n\n")).toBe(program.trimEnd());
  });

  it("judge by the rules of an invented State beside all others", () => {
    const found = scenarios.scenarios[0]?.messages[0];
    const { message } = found as NonNullable<typeof found>;
    const clear = { ...message.clear, "env.recipient.country": "XE" };
    const speaks = (language: string) => ({
      tier: "schema" as const,
      now: "2026-11-24T09:02:00Z",
      message: JSON.parse(
        JSON.stringify({ ...message, clear }).replace('"v":"rus"', `"v":"${language}"`),
      ),
    });
    const codes = (language: string): readonly string[] =>
      judgeInNovaia(speaks(language)).findings.map(({ code }) => code);
    expect(codes("fra")).toContain("XE01_LANGUAGE_NOT_SPOKEN");
    expect(codes("rus")).not.toContain("XE01_LANGUAGE_NOT_SPOKEN");
    expect(judgeInNovaia(speaks("rus")).packs).toContain("xe 1.0.0");
  });

  it("take a case file to a sealed message and back, and prove it after erasure", async () => {
    const federation = createTestFederation(NOW);
    const { registry, agreement, signers, epoch, publishedEpochs } = federation;
    expect(parseRegistry(federation.registryFile).entities()).toEqual(registry.entities());
    expect(verifyAgreement(federation.signedAgreement, registry, NOW)).toEqual(agreement);
    const prepared = await prepareCase(
      readText("../../../packages/vectors/data/htcds/ngo-b.csv"),
      parseImportStatement(readJson("../../../packages/vectors/data/htcds/ngo-b.import.json")),
      parseCaseRequest(readJson("../data/s01-1.request.json"), { test: true }),
      {
        sender: "https://ngo-b.test",
        signer: signers.b,
        registry,
        agreement,
        readRecord: () => federation.consentRecord,
        officer: { ref: encodeBase64url(randomBytes(60)), assurance: 2 },
        clock,
        random,
      },
    );
    const { draft, account, judgement } = prepared;
    const outcomes = new Map(account.map(({ field, outcome }) => [field, outcome]));
    expect(outcomes.get("subject.languages")).toBe("allowed");
    expect(outcomes.get("identity.names")).toBe("withheld");

    const issuing = { signer: signers.b, registry, agreement, publishedEpochs, clock };
    const { issued, sealed } = send(prepared, issuing);
    expect(judgement.findings).toEqual([]);
    expect(judgement.verdict).toBe("accept");
    const unproven = { ...draft, private: { ...draft.private, "private.consentAssertions": [] } };
    const findAgreement = () => agreement;
    const refused = prepare(unproven, { registry, findAgreement, now: NOW }, { mode: "asIs" });
    expect(() => send(refused, issuing)).toThrow(RangeError);
    expect(refused.judgement.findings.map(({ rule }) => rule)).toContain("R32");

    const receiving = {
      self: "https://ngo-c.test",
      signer: signers.c,
      epochs: [epoch],
      registry,
      agreements: [agreement],
      replay: createReplayGuard(createMemoryReplayStore(), { clock }),
      history: {
        sources: [],
        exchange: [],
        person: { bits: 0 },
        log: {},
        releases: [],
        jti: [],
        event: null,
      },
      clock,
    };
    const { opened, receipts, judgement: theirs } = receive(sealed, receiving);
    expect(theirs.verdict).toBe("accept");
    expect(fieldsOf(opened.message.body)).toEqual(fieldsOf(draft.body));
    expect(JSON.stringify(opened.message)).not.toContain("Oksana");

    expect(checkReceipts(receipts, deliveryOf(issued), draft, registry)).toBe("accept");
    expect(afterErasure(issued.jwt, receipts, registry)).toEqual([
      "https://ngo-b.test to https://ngo-c.test",
      "ASSISTANCE_REFERRAL on GDPR#6(1)(a)",
      "delivered 2026-11-24T09:02:00.000Z",
      "decided 2026-11-24T09:02:00.000Z",
    ]);
    const evidence = { jwt: issued.jwt, receipts };
    expect(examine(evidence, registry)).toMatchObject({
      from: "https://ngo-b.test",
      to: "https://ngo-c.test",
      agreement: agreement.sha256,
      disclosures: issued.disclosureDigests.length,
      verdict: "accept",
      sameCatalogue: true,
      open: [],
    });
    expect(examine({ ...evidence, receipts: [] }, registry).open).toHaveLength(2);
    const again = issueMessage(draft, { signer: signers.b });
    expect(() => examine({ jwt: again.jwt, receipts }, registry)).toThrow(
      expect.objectContaining({ code: "RECEIPT_MISMATCH" }),
    );

    expect(() => receive(sealed, receiving)).toThrow(
      expect.objectContaining({ code: "TRUST_REPLAYED" }),
    );
  });
});

describe("the program of the guide", () => {
  const { consentRecord: record, ...federation } = createTestFederation(NOW);
  const { registry, agreement, signers } = federation;
  const prepareWith = (kept: object, changed: object = {}) =>
    prepareCase(
      readText("../../../packages/vectors/data/htcds/ngo-b.csv"),
      parseImportStatement(readJson("../../../packages/vectors/data/htcds/ngo-b.import.json")),
      parseCaseRequest(
        { ...(readJson("../data/s01-1.request.json") as object), ...changed },
        { test: true },
      ),
      {
        sender: "https://ngo-b.test",
        signer: signers.b,
        registry,
        agreement,
        readRecord: () => kept,
        officer: { ref: encodeBase64url(randomBytes(60)), assurance: 2 },
        clock,
        random,
      },
    );
  const ENDED = {
    givenAt: "2026-01-01T00:00:00Z",
    validFrom: "2026-01-01T00:00:00Z",
    validUntil: "2026-02-28T00:00:00Z",
  };
  const { validFrom: _, validUntil: __, ...timeless } = record;

  it.each<[string, object, string]>([
    ["ended in February", { ...record, ...ENDED }, "CONSENT_LAPSED"],
    ["was withdrawn", { ...record, withdrawnAt: "2026-11-20T00:00:00Z" }, "CONSENT_WITHDRAWN"],
    [
      "is for another agency",
      { ...record, recipients: ["https://ngo-b.test"] },
      "CONSENT_RECIPIENT_NOT_NAMED",
    ],
    [
      "is for another purpose",
      { ...record, purposes: ["STATISTICS"] },
      "CONSENT_PURPOSE_NOT_NAMED",
    ],
    ["has no dates", timeless, "SCHEMA_INVALID"],
  ])("stops where the consent record %s", async (_what, kept, code) => {
    await expect(prepareWith(kept)).rejects.toMatchObject({ code });
  });

  it("stops where the row is another person's now", async () => {
    const { digest } = (readJson("../data/s01-1.request.json") as { case: { digest: string } })
      .case;
    const moved = prepareWith(record, { case: { row: 2, digest } });
    await expect(moved).rejects.toMatchObject({ code: "HTCDS_CASE_MOVED" });
  });
});

it("the program of the guide takes the case through all five", () => {
  const program = fileURLToPath(new URL("guide/main.ts", import.meta.url));
  const folders = ["../../../packages/vectors/data/htcds", "../data"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const command = ["--conditions=@safepassage/source", program, ...folders];
  const printed = execFileSync(process.execPath, command, { encoding: "utf8" });
  expect(printed).toContain("withheld   identity.names");
  expect(printed).toContain("NGO B expects: accept\nNGO C decided: accept\n");
}, 30_000);

it("the rule of the guide gives what its vectors expect", () => {
  const page = readText("../../../docs/guides/add-a-rule.md");
  const [block = ""] = (page.split("```json\n")[1] ?? "").split("\n```", 1);
  const vectors = JSON.parse(block);
  const written = scenarios.scenarios[0]?.messages[0]?.message;
  for (const { base, patch, expect: expected } of vectors.cases) {
    expect(base).toBe("S01.1");
    const message = structuredClone(written) as { body: Record<string, unknown> };
    for (const { op, path, value } of patch) {
      expect(op).toBe("add");
      message.body[path.replace("/message/body/", "")] = value;
    }
    const input: ValidationInput = { message, tier: "schema", now: "2026-11-24T09:02:00Z" };
    const { findings, evaluated } = judge(input);
    expect(evaluated).toContain("R49");
    const places = findings.map(({ code, pointer }) => ({ code, pointer }));
    const { code, pointer } = expected;
    expect(places).toEqual(expected.outcome === "passed" ? [] : [{ code, pointer }]);
  }
  expect(vectors.cases).toHaveLength(2);
});

it("the translation of the guide says what it has, and the rest in English", () => {
  const message = structuredClone(scenarios.scenarios[0]?.messages[0]?.message) as {
    clear: Record<string, unknown>;
  };
  message.clear["env.messageType"] = "statistics";
  const said = sayInGerman({ message, tier: "schema", now: "2026-11-24T09:02:00Z" });
  expect(said[0]).toBe("abgelehnt");
  expect(said).toContain("Nachrichten dieser Art gibt es zu diesem Zweck nicht.");
});

function fieldsOf(body: Body): readonly string[] {
  return Object.entries(body)
    .flatMap(([gid, { leaves }]) => leaves.map(({ f, v }) => `${gid}/${f} ${canonicalJson(v)}`))
    .sort();
}

function readText(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

function readJson(path: string) {
  return parseJson(readText(path));
}
