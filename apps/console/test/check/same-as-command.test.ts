import { afterAll, beforeAll, describe, expect, it } from "vitest";
import examples from "../../src/pages/check/examples.generated.json" with { type: "json" };
import { judge } from "../../src/pages/check/judge/judge.ts";
import { readGiven } from "../../src/pages/check/judge/read-given.ts";
import { type Command, openCommand } from "./command.ts";
import {
  codeIn,
  codeOfReading,
  evidenceSaid,
  goodOf,
  judgedIn,
  kept,
  messageSaid,
  NOW,
  outcomeOf,
  registry,
} from "./said.ts";
import { corpusLines, sample, signedCases, vector, whole, world } from "./vectors.ts";

let command: Command;

beforeAll(() => {
  command = openCommand();
});

afterAll(() => command.close());

describe("a draft or a message as JSON", () => {
  it("has the findings and the rules that the command names: the corpus, without registry", async () => {
    const rules = Array.from({ length: 87 }, (_, at) => `R${String(at + 1).padStart(2, "0")}`);
    const files = ["scenarios", ...rules.filter((id) => id !== "R83").map((id) => `rules/${id}`)];
    const messages = files
      .flatMap((name) => corpusLines<{ input: { message: unknown } }>(`${name}.jsonl`))
      // A third of the rules' messages: each rule has some of each kind.
      .filter((_, at) => at < 134 || at % 3 === 0)
      .map(({ input }) => JSON.stringify(input.message));
    expect(messages.length).toBeGreaterThan(600);
    const printed = await command.run(["validate", "all.jsonl", "--json", "--now", NOW], {
      "all.jsonl": messages.join("\n"),
    });
    expect(printed.length).toBe(messages.length);
    const verdicts = new Set<string>();
    for (const [at, message] of messages.entries()) {
      if (message.includes('"__proto__":')) {
        expect([at, codeOfReading(message)]).toEqual([at, codeIn(printed[at])]);
        continue;
      }
      const said = await messageSaid([message], NOW);
      expect([at, said]).toEqual([at, judgedIn(printed[at])]);
      verdicts.add(String(said["verdict"]));
    }
    expect([...verdicts].sort()).toEqual(["noFaultFound", "quarantine", "reject"]);
  });

  it.each([
    ["a draft", whole.draft, NOW],
    ["a message", whole.opened, NOW],
    ["a draft that is too old", whole.draft, "2027-11-24T09:02:00Z"],
    ["a draft without body", { clear: whole.draft.clear, private: {} }, NOW],
    ["a draft whose clear is no object", { clear: 5, private: [], body: "x" }, NOW],
    ["a draft of an agency that is none", withSender("https://nobody.test"), NOW],
    ["a draft of nobody", { body: {} }, NOW],
  ])(
    "has them with registry and agreement, and with a registry alone: %s",
    async (_, json, now) => {
      const files = {
        "m.json": JSON.stringify(json),
        "r.json": JSON.stringify(whole.registry),
        "a.json": whole.agreementJws,
      };
      const alone = ["validate", "m.json", "--json", "--now", now, "--registry", "r.json"];
      const [both] = await command.run([...alone, "--agreement", "a.json"], files);
      const [one] = await command.run(alone, files);
      const given = [files["m.json"], files["r.json"]];
      expect(await messageSaid([...given, files["a.json"]], now)).toEqual(judgedIn(both));
      expect(await messageSaid(given, now)).toEqual(judgedIn(one));
    },
  );

  it.each(["good", "refused"] as const)("has them for the example %s", async (name) => {
    const files = Object.entries(examples[name]);
    const [file = ""] = files.map(([path]) => path);
    const words = ["validate", file, "--json", "--now", NOW, "--registry", "registry.json"];
    const [printed] = await command.run(
      [...words, "--agreement", "agreement.json"],
      Object.fromEntries(files),
    );
    const said = await messageSaid(
      files.map(([, text]) => text),
      NOW,
    );
    expect(said).toEqual(judgedIn(printed));
    expect(said["verdict"]).toBe(name === "good" ? "accept" : "reject");
  });
});

describe("a signed message", () => {
  // A message without disclosures is what is kept of one: the page takes it for evidence.
  const cases = signedCases().filter(
    ({ input, sdJwt }) => input.agreements.length <= 1 && sdJwt.includes("~"),
  );

  it("is judged or refused as by the command: the structural corpus, with registry and agreement", async () => {
    expect(cases.length).toBeGreaterThan(60);
    const codes = new Set<unknown>();
    for (const { id, sdJwt, input } of cases) {
      const [name] = input.agreements;
      const agreement = name === undefined ? undefined : world.agreements[name];
      const files = { "m.txt": sdJwt, "r.json": registry, "a.json": agreement ?? "" };
      const options = agreement === undefined ? [] : ["--agreement", "a.json"];
      const words = ["validate", "m.txt", "--json", "--now", input.now, "--registry", "r.json"];
      const [printed] = await command.run([...words, ...options], files);
      const given = [sdJwt, registry, ...(agreement === undefined ? [] : [agreement])];
      const said = await messageSaid(given, input.now);
      expect([id, said]).toEqual([id, judgedIn(printed)]);
      codes.add(said["code"] ?? said["verdict"]);
    }
    expect(codes.size).toBeGreaterThan(15);
  });

  it("is judged without a registry, and with the time at which it was made", async () => {
    const [printed] = await command.run(["validate", "m.txt", "--json", "--now", NOW], {
      "m.txt": whole.sdJwt,
    });
    expect(await messageSaid([whole.sdJwt], NOW)).toEqual(judgedIn(printed));
    const made = whole.draft.clear["env.createdAt"] as string;
    const [then] = await command.run(["validate", "m.txt", "--json", "--now", made], {});
    const late = "2031-01-01T00:00:00Z";
    expect(await messageSaid([whole.sdJwt], late, "made")).toEqual(judgedIn(then));
    expect(await messageSaid([whole.sdJwt], late)).toEqual({ code: "MESSAGE_EXPIRED" });
  });
});

describe("evidence", () => {
  const lines = corpusLines<{ id: string; input: { jwt: string; receipts: string[] } }>(
    "evidence.jsonl",
  );

  it.each(lines)("is good or refused as by the command: $id", async ({ input }) => {
    const { jwt, receipts } = input;
    const text = JSON.stringify({ jwt, receipts });
    const [printed = {}] = await command.run(
      ["receipt", "e.json", "--registry", "r.json", "--json", "--now", NOW],
      { "e.json": text, "r.json": registry },
    );
    expect(await evidenceSaid([text, registry])).toEqual(
      "refused" in printed ? { code: codeIn(printed) } : kept(printed),
    );
  });

  it.each([
    ["the sample", ["evidence.json"]],
    ["its parts", ["message.jwt", "receipts.txt"]],
    ["its parts the other way round", ["receipts.txt", "message.jwt"]],
    ["receipts that were changed", ["message.jwt", "tampered.txt"]],
  ])("is checked with a signed registry and its key: %s", async (_, names) => {
    const all = [...names, "registry.jwt", "registry-key.json"];
    const files = Object.fromEntries(all.map((name) => [name, sample(name)]));
    const key = ["--registry", "registry.jwt", "--registry-key", "registry-key.json", "--json"];
    const [printed = {}] = await command.run(["receipt", ...names, ...key, "--now", NOW], files);
    expect(await evidenceSaid(all.map(sample))).toEqual(
      "refused" in printed ? { code: codeIn(printed) } : kept(printed),
    );
  });

  it("is refused as by the command for two verdicts without their message, and for another digest", async () => {
    const check = async (text: string) => {
      const files = { "e.json": text, "r.json": registry };
      const words = ["receipt", "e.json", "--registry", "r.json", "--json", "--now", NOW];
      return codeIn((await command.run(words, files))[0]);
    };
    const input = (id: string) => lines.find((one) => one.id === `evidence/${id}`)?.input;
    const alone = JSON.stringify({ receipts: input("verdicts-differ")?.receipts });
    const { evidence } = await outcomeOf([alone, registry], NOW);
    expect(goodOf(evidence).aloneApart?.code).toBe("RECEIPTS_CONTRADICT");
    expect(await check(alone)).toBe("RECEIPTS_CONTRADICT");
    const other = JSON.stringify({ ...input("both"), digest: "A".repeat(43) });
    expect(await evidenceSaid([other, registry])).toEqual({ code: "RECEIPT_MISMATCH" });
    expect(await check(other)).toBe("RECEIPT_MISMATCH");
  });

  it("is receipts alone: the same claims", async () => {
    const [printed] = await command.run(
      ["receipt", "receipts.txt", "--registry", "registry.json", "--json"],
      { "receipts.txt": sample("receipts.txt"), "registry.json": sample("registry.json") },
    );
    const { evidence } = await outcomeOf([sample("receipts.txt"), sample("registry.json")], NOW);
    const { alone, messages } = goodOf(evidence);
    expect(messages).toEqual([]);
    expect(alone.map((one) => goodOf(one).claims)).toEqual(printed?.["receipts"]);
    expect(alone.length).toBe(2);
  });

  it("is refused for a registry that is older than it", async () => {
    const old = JSON.stringify({
      ...JSON.parse(sample("registry.json")),
      issuedAt: "2026-01-02T00:00:00Z",
    });
    const without = old.replaceAll("https://ngo-c.test", "https://ngo-e.test");
    const [printed] = await command.run(
      ["receipt", "receipts.txt", "--registry", "r.json", "--json"],
      { "receipts.txt": sample("receipts.txt"), "r.json": without },
    );
    // The command ends with the refusal in its own words.
    expect(codeIn(printed)).toBe("CLI_REGISTRY_OLDER");
    const { evidence } = await outcomeOf([sample("receipts.txt"), without], NOW);
    const codes = goodOf(evidence).alone.map((one) => "refusal" in one && one.refusal.code);
    expect(codes).toEqual(["CHECK_REGISTRY_OLDER", "CHECK_REGISTRY_OLDER"]);
  });
});

describe("what is judged by", () => {
  const key = sample("registry-key.json");
  const other = JSON.stringify({ ...JSON.parse(key), use: "enc" });
  it.each([
    ["a registry that was changed", [sample("registry.jwt").replace(".e", ".f"), key]],
    [
      "a registry with the key of somebody else",
      [sample("registry.jwt"), JSON.stringify(keyOf("ngo-b"))],
    ],
    ["a key that is for something else", [sample("registry.jwt"), other], "CLI_FILE_KIND"],
    ["a plain registry with a gap", [JSON.stringify({ agencies: [] })]],
  ])("is refused with the code of the command: %s", async (_, given, kind?: string) => {
    const [first = "", second] = given;
    const files = { "m.txt": whole.sdJwt, r: first, k: second ?? "" };
    const words = ["validate", "m.txt", "--json", "--now", NOW, "--registry", "r"];
    const [printed] = await command.run(
      second === undefined ? words : [...words, "--registry-key", "k"],
      files,
    );
    const outcome = await judge(
      [whole.sdJwt, ...given].map((text) => readGiven("", text)),
      { when: "now", now: new Date(NOW) },
    );
    const code = "stopped" in outcome && outcome.stopped.code;
    // Of a file the command says what it is; the page takes a file for what it can be.
    expect([code, codeIn(printed)]).toEqual(
      kind === undefined ? [code, code] : ["TRUST_KEY_INVALID", kind],
    );
  });

  it.each([
    ["one signature of two", world.agreements["one-signature"]],
    ["a signature of somebody else", world.agreements["foreign-signature"]],
    ["terms without signatures", JSON.stringify({ parties: [] }), "CLI_FILE_KIND"],
  ])(
    "is refused with the code of the command: an agreement with %s",
    async (_, agreement = "", kind?: string) => {
      const message = JSON.stringify(whole.draft);
      const words = ["validate", "m.json", "--json", "--now", NOW, "--registry", "r.json"];
      const [printed] = await command.run([...words, "--agreement", "a.json"], {
        "m.json": message,
        "r.json": registry,
        "a.json": agreement,
      });
      expect(await messageSaid([message, registry, agreement], NOW)).toEqual({
        code: kind === undefined ? codeIn(printed) : "AGREEMENT_INVALID",
      });
      expect(codeIn(printed)).toBe(kind ?? "AGREEMENT_INVALID");
    },
  );
});

describe("a text that is nothing of all this", () => {
  it.each([
    ["garbage", "garbage", "JSON_MALFORMED CLI_FILE_KIND"],
    ["half a JSON", '{"clear":', undefined],
    ["a member twice", '{"clear":{},"clear":{}}', undefined],
    ["depth", "[".repeat(5000), undefined],
    ["a lone surrogate", '{"clear":"\\ud800"}', undefined],
    ["a list", "[1,2]", "CHECK_KIND_UNKNOWN CLI_NOT_A_MESSAGE"],
    ["other JSON", '{"a":1}', "CHECK_KIND_UNKNOWN CLI_NOT_A_MESSAGE"],
    [
      "a draft request",
      '{"recipient":"","messageType":""}',
      "CHECK_DRAFT_REQUEST CLI_DRAFT_REQUEST",
    ],
    [
      "a request for one case",
      vector("htcds/ngo-b.request.json"),
      "CHECK_KIND_UNKNOWN CLI_NOT_A_MESSAGE",
    ],
    ["a byte order mark", '\ufeff{"clear":{}}', "CHECK_FILE_MARKED CLI_FILE_MARKED"],
  ])("is refused with the code of the command: %s", async (_, text, differing) => {
    const [printed] = await command.run(["validate", "x", "--json"], { x: text });
    const code = codeOfReading(text);
    expect(`${code} ${codeIn(printed)}`).toBe(differing ?? `${codeIn(printed)} ${codeIn(printed)}`);
  });
});

function withSender(entity: string): object {
  return { ...whole.draft, clear: { ...whole.draft.clear, "env.sender.agencyId": entity } };
}

function keyOf(name: string): object {
  const { d: _, ...jwk } = world.keys[name] as { readonly d: string };
  return jwk;
}
