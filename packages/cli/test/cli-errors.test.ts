import { mkdirSync, readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CLI_ERRORS, type CliErrorCode, EXIT, type Exit } from "../src/index.ts";
import { createExampleFiles } from "./example-files.ts";
import { type CommandHost, openCommandHost } from "./open-command-host.ts";
import { openShell, type Shell } from "./shell.ts";

// Some lines are processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const CONTEXT = "--agreement agr.json --registry registry.json";
const ISSUE = `--key ngo-b.key --to ngo-c.epochs ${CONTEXT}`;
const OPEN = `--as https://ngo-c.test --epoch-key ngo-c.epoch.key ${CONTEXT}`;
const BOUND = "--key-binding required --audience a --nonce n --max-age 300";

/** What a person types to get each code, and how it ends. */
const CASES: Readonly<Record<CliErrorCode, readonly [Exit, readonly string[]]>> = {
  CLI_NO_CERTIFICATE: [
    EXIT.refused,
    ["safepassage receipt message.jwt --registry registry.json --certificate message.jwt"],
  ],
  CLI_RECEIPT_OF_NONE: [
    EXIT.refused,
    ["safepassage receipt message.jwt second.jwt forged.txt --registry registry.json"],
  ],
  CLI_REGISTRY_OLDER: [EXIT.refused, ["safepassage receipt receipts.txt --registry older.json"]],
  CLI_PACK_INVALID: [
    EXIT.usage,
    [
      "safepassage validate draft.json --pack nowhere.mjs",
      "safepassage validate draft.json --pack nopack.mjs",
      "safepassage validate draft.json --pack homeless.mjs",
      "safepassage validate draft.json --pack badpack.mjs",
    ],
  ],
  // In a process of its own, as its quotes want a shell.
  CLI_BUG: [EXIT.bug, ["safepassage validate draft.json --pack 'bug.mjs'"]],
  CLI_WITHHELD_VALUE: [EXIT.refused, [`safepassage prepare leaking.json ${CONTEXT} --out q.json`]],
  CLI_TOKEN_USELESS: [
    EXIT.refused,
    [
      "safepassage authorisation sign order.json --draft draft.json --as https://ngo-b.test " +
        "--key ngo-b.key --registry registry.json --out q.txt",
    ],
  ],
  CLI_FILE_UNREADABLE: [
    EXIT.usage,
    [
      "safepassage validate nowhere.json",
      "safepassage validate /dev/null",
      "safepassage validate message.json --registry nowhere.json",
      `safepassage prepare nowhere.json ${CONTEXT}`,
    ],
  ],
  CLI_FOLDER_EMPTY: [EXIT.usage, ["safepassage validate empty"]],
  CLI_FILE_TOO_LARGE: [
    EXIT.usage,
    ["safepassage validate large.json", "safepassage validate - < large.json"],
  ],
  CLI_FILE_EXISTS: [
    EXIT.usage,
    [
      "safepassage keys generate --alg ES256 --out ngo-b.key",
      `safepassage issue prepared.json ${ISSUE} --out q.jwe --keep draft.json`,
      `safepassage issue prepared.json ${ISSUE} --out q.jwe --keep q.jwe`,
    ],
  ],
  CLI_FILE_UNWRITABLE: [
    EXIT.usage,
    [
      "safepassage keys generate --alg ES256 --out nodir/a.key",
      "safepassage keys generate --alg ES256 --out -",
      `safepassage issue prepared.json ${ISSUE} --out q.jwe --keep nodir/k`,
      `safepassage open message.jwe ${OPEN} --key ngo-c.key --receipts r.txt --out nodir/o`,
    ],
  ],
  CLI_OPTION_MISSING: [
    EXIT.usage,
    [
      "safepassage keys generate --out a.key",
      "safepassage validate draft.json --agreement agr.json",
      `safepassage open message.jwe ${OPEN} --receipts r.txt`,
    ],
  ],
  CLI_NOTHING_TO_VERIFY: [
    EXIT.usage,
    ["safepassage receipt blank.txt --registry registry.json --message kept.json"],
  ],
  CLI_FILE_KIND: [
    EXIT.refused,
    [
      `safepassage prepare registry.json ${CONTEXT}`,
      "safepassage validate message.jwt",
      "safepassage send message.json",
    ],
  ],
  CLI_NOT_TERMS: [
    EXIT.refused,
    ["safepassage agreement sign registry.json --key ngo-b.key --out a.json"],
  ],
  CLI_NOT_RECEIPTS: [EXIT.refused, ["safepassage receipt draft.json --registry registry.json"]],
  CLI_NOT_SIGNED: [
    EXIT.refused,
    [
      "safepassage receipt receipts.txt --registry registry.json --message draft.json",
      "safepassage evidence draft.json --out e.jwt",
    ],
  ],
  CLI_FILE_MARKED: [EXIT.refused, ["safepassage validate marked.json"]],
  CLI_DRAFT_REQUEST: [
    EXIT.refused,
    ["safepassage validate submitted.json", `safepassage prepare submitted.json ${CONTEXT}`],
  ],
  CLI_NOT_A_REGISTRY: [EXIT.refused, ["safepassage validate draft.json --registry draft.json"]],
  CLI_NOT_A_MESSAGE: [EXIT.refused, ["safepassage validate registry.json"]],
  CLI_RULES_BROKEN: [
    EXIT.refused,
    [
      `safepassage issue draft.json ${ISSUE} --out q.jwe --keep k.json`,
      `safepassage validate draft.json ${CONTEXT}`,
    ],
  ],
  CLI_MESSAGE_REJECTED: [EXIT.refused, [`safepassage open not-prepared.jwe ${OPEN} --out o.json`]],
  CLI_ISSUER_KEY_UNKNOWN: [
    EXIT.refused,
    [`safepassage sd-jwt verify shown.txt --issuer-key holder.jwk --typ example+sd-jwt ${BOUND}`],
  ],
  CLI_HOLDER_KEY_MISSING: [
    EXIT.refused,
    [
      "safepassage sd-jwt issue claims.json --key issuer.key --typ t 2>/dev/null | " +
        "safepassage sd-jwt present - --holder-key holder.key --audience a --nonce n 2>/dev/null | " +
        `safepassage sd-jwt verify - --issuer-key issuer.jwk --typ t ${BOUND}`,
    ],
  ],
  CLI_USAGE: [
    EXIT.usage,
    [
      "safepassage frobnicate",
      "safepassage keys frobnicate",
      "safepassage validate",
      "safepassage validate draft.json --frobnicate",
      "safepassage keys public a.key b.key",
    ],
  ],
  CLI_OPTION_INVALID: [
    EXIT.usage,
    [
      "safepassage keys generate --alg RSA --out a.key",
      "safepassage validate draft.json --tier guess",
      "safepassage validate draft.json --now yesterday",
      "safepassage validate draft.json --format html",
      "safepassage validate draft.json --registry registry.json --registry-key ngo-b.key",
      "safepassage import htcds cases.csv --statement statement.json --officer-ref AAAA",
      `safepassage open message.jwe ${OPEN} --key ngo-c.key`,
      "safepassage keys epochs --as ngo-c --key ngo-c.key --keep e.key --out e.epochs",
      "safepassage consent check consent.json --recipient ngo-c --purpose ASSISTANCE_REFERRAL",
      "safepassage consent check consent.json --recipient https://ngo-c.test --purpose ASSISTANCE",
      "safepassage consent check consent.json --recipient https://ngo-c.test --purpose ASSISTANCE_REFERRAL --scope name",
    ],
  ],
};

let shell: Shell;
let host: CommandHost;
let before: readonly string[];

beforeAll(async () => {
  const files = new Map(await createExampleFiles());
  for (const name of ["large.json", "blank.txt"]) files.set(name, "\n");
  const registry = JSON.parse(files.get("registry.json") ?? "");
  const [first] = registry.agencies;
  files.set("older.json", JSON.stringify({ ...registry, agencies: [first] }));
  files.set("second.jwt", `${files.get("message.jwt")?.trimEnd()}x`);
  files.set("forged.txt", "e30.e30.AAAA");
  files.set("marked.json", "\ufeff{}");
  files.set("submitted.json", JSON.stringify({ recipient: "", messageType: "" }));
  files.set("nopack.mjs", "export default 1;");
  files.set("homeless.mjs", 'import "@safepassage/nowhere"; export default {};');
  files.set(
    "bug.mjs",
    `setImmediate(() => { throw new Error("Amina"); }); await new Promise(() => {});`,
  );
  files.set("badpack.mjs", "export default { id: 'X', version: '1.0.0', rules: [] };");
  shell = openShell(files);
  truncateSync(join(shell.folder, "large.json"), 4 * 1_048_576 + 1);
  mkdirSync(join(shell.folder, "empty"));
  before = readdirSync(shell.folder);
  host = openCommandHost();
});
afterAll(() => {
  host.close();
  shell[Symbol.dispose]();
});

describe("the error table of the command", () => {
  it("has a case for every code", () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(CLI_ERRORS).sort());
  });

  const lines = Object.entries(CASES).flatMap(([code, [exit, commands]]) =>
    commands.map((command) => [code, exit, command] as const),
  );
  it.each(lines)(
    "gives %s and status %i for %s, and leaves no file",
    async (code, exit, command) => {
      const asJson = await host.run(shell, `${command} --json`);
      expect(asJson.stderr).toBe("");
      expect(JSON.parse(asJson.stdout)).toMatchObject({ refused: { code } });
      expect(asJson.status).toBe(exit);
      expect(readdirSync(shell.folder)).toEqual(before);
    },
  );

  const first = Object.entries(CASES).map(([code, [exit, [command]]]) => [code, exit, command]);
  it.each(first)("says %s to a person, with status %i", async (code, exit, command) => {
    const { status, stderr } = await host.run(shell, `${command}`);
    expect(status).toBe(exit);
    const { title, hint } = CLI_ERRORS[code as CliErrorCode];
    expect(stderr).toMatch(code === "CLI_BUG" ? WITH_CALLS : THREE_LINES);
    expect(stderr).toContain(`: ${title} (${code})\nhint: ${hint}\n`);
  });
});

const THREE_LINES = /^(error|refused): .*\nhint: .*\ndetail: .*\n$/;
const WITH_CALLS = /^error: .*\nhint: .*\ndetail: .*\n(?: {2}at {3}.*\n)+$/;
