import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EXIT } from "../src/index.ts";
import { createExampleFiles } from "./example-files.ts";
import { type CommandHost, openCommandHost } from "./open-command-host.ts";
import { openShell, type Shell } from "./shell.ts";

vi.setConfig({ testTimeout: 120_000 });

const CONTEXT = "--agreement agr.json --registry registry.json";
const ISSUE = `issue prepared.json --key ngo-b.key --out q.jwe ${CONTEXT}`;
const OPEN = `open message.jwe --as https://ngo-c.test ${CONTEXT}`;
const CONSENT = "--recipient https://ngo-c.test --purpose ASSISTANCE_REFERRAL";
const IMPORT = "import htcds cases.csv --statement statement.json";
const SEND = "send exchange/ngo-b cases.csv --officer a17 --officer-assurance 2 --plan";
const OFFICER = "--officer a17 --officer-assurance 2 --plan";
const INIT = "init agency made --entity https://ngo-a.test";

/** Lines with a file of the wrong kind: what it is, and what is needed. */
const LINES: readonly (readonly [line: string, found: string, needed: string])[] = [
  // A draft.
  [`prepare registry.json ${CONTEXT}`, "a registry of agencies", "a draft"],
  [`prepare ngo-b.key ${CONTEXT}`, "a private key to sign with", "a draft"],
  [`prepare kept.json ${CONTEXT}`, "a kept copy", "a draft"],
  [`prepare message.json ${CONTEXT}`, "an opened message", "a draft"],
  [`prepare request.json ${CONTEXT}`, "a request for one case", "a draft"],
  [`prepare cases.jsonl ${CONTEXT}`, "JSON Lines", "a draft"],
  [`prepare empty.json ${CONTEXT}`, "an empty file", "a draft"],
  [`prepare cases.csv ${CONTEXT}`, "a table", "a draft"],
  [`prepare letter.txt ${CONTEXT}`, "a text that is neither", "a draft"],
  [`prepare image.bin ${CONTEXT}`, "no text", "a draft"],
  [`prepare paper.pdf ${CONTEXT}`, "a PDF", "a draft"],
  [`prepare sheet.xlsx ${CONTEXT}`, "a ZIP archive", "a draft"],
  [`prepare answer.json ${CONTEXT}`, "what a command printed", "a draft"],
  // What a draft is judged with.
  ["validate draft.json --registry registry.json --agreement draft.json", "a draft", "signed with"],
  [
    "validate draft.json --registry registry.json --agreement terms.json",
    "terms of an agreement that nobody has signed",
    "signed with",
  ],
  ["validate draft.json --registry message.jwt", "the signed part", "a registry of agencies"],
  ["validate draft.json --registry message.jwe", "a sealed message", "a registry of agencies"],
  ["validate draft.json --history registry.json", "a registry of agencies", "a history"],
  ["validate draft.json --consent consent.json", "a consent record", "as an assertion states it"],
  ["validate draft.json --pack message.json", "an opened message", "a JavaScript module"],
  // A message.
  ["validate message.jwt", "the signed part", "or a signed or sealed message, whole"],
  ["validate receipt.txt", "a receipt", "or a signed or sealed message, whole"],
  [
    "validate ngo-c.epochs",
    "a signed list of encryption keys",
    "or a signed or sealed message, whole",
  ],
  ["validate agr.json", "a signed agreement", "or a signed or sealed message, whole"],
  // Sending and opening.
  [`${ISSUE} --to ngo-c.key`, "a private key to sign with", "list that the recipient publishes"],
  [`${ISSUE} --to exchange/registry/registry.jwt`, "a signed registry", "list that the recipient"],
  [
    `issue prepared.json ${CONTEXT} --to ngo-c.epochs --out q.jwe --key ngo-c.epoch.key`,
    "a private key to open messages with",
    "to sign with",
  ],
  [`${OPEN} --epoch-key ngo-c.key`, "a private key to sign with", "messages are sealed to"],
  [
    `${OPEN} --epoch-key ngo-c.epochs`,
    "a signed list of encryption keys",
    "messages are sealed to",
  ],
  [
    `open draft.json --as https://ngo-c.test --epoch-key ngo-c.epoch.key ${CONTEXT}`,
    "a draft",
    "a sealed message",
  ],
  // Agreements, authorisations, consents, keys.
  ["agreement sign registry.json --key ngo-b.key --out q", "a registry of agencies", "terms of"],
  ["agreement sign terms.json --key issuer.jwk --out q", "a public key", "to sign with"],
  ["agreement check consent.json", "a consent record", "terms of an agreement"],
  ["authorisation show ngo-c.epochs", "a signed list", "a signed authorisation"],
  [
    "authorisation sign terms.json --draft draft.json --as https://judge-b.test --key judge-b.key --registry registry.json --out q",
    "terms of an agreement",
    "terms of an authorisation",
  ],
  [`consent check draft.json ${CONSENT}`, "a draft", "a consent record"],
  [`consent check ngo-b.key ${CONSENT}`, "a private key", "a consent record"],
  ["keys public issuer.jwk", "a public key", "a private key"],
  [
    "keys epochs --as https://ngo-c.test --key ngo-c.key --keep k --out q --previous ngo-c.epochs",
    "a signed list",
    "keys epochs --keep",
  ],
  // Evidence.
  ["evidence draft.json --out q", "a draft", "with --message"],
  ["evidence exchange/registry/registry.jwt --out q", "a signed registry", "with --message"],
  ["evidence draft.json --message AAAA --out q", "a draft", "an agency's folder"],
  ["receipt message.jwe --registry registry.json", "a sealed message", "receipts, one a line"],
  ["receipt cases.csv --registry registry.json", "a table", "receipts, one a line"],
  ["receipt draft.json --registry registry.json", "a draft", "receipts, one a line"],
  [
    "receipt receipts.txt --registry registry.json --message ngo-c.epochs",
    "a signed list",
    "a signed message",
  ],
  [
    "receipt message.jwt --registry registry.json --certificate message.jwe",
    "a sealed message",
    "an erasure certificate",
  ],
  // Case files.
  ["import htcds message.json --statement statement.json", "an opened message", "a case file"],
  ["import htcds message.jwe --statement statement.json", "a sealed message", "a case file"],
  ["import htcds cases.csv --statement draft.json", "a draft", "a statement about a case file"],
  [
    `${IMPORT} --request draft.json --as https://ngo-b.test --officer-assurance 2 ${CONTEXT}`,
    "a draft",
    "a request for one case",
  ],
  ["export niem registry.json", "a registry of agencies", "as import htcds --out writes it"],
  ["export ctdc message.jwe", "a sealed message", "as import htcds --out writes it"],
  // SD-JWTs.
  ["sd-jwt issue claims.json --key issuer.jwk --typ t", "a public key", "to sign with"],
  ["sd-jwt issue issuer.key --key issuer.key --typ t", "a private key", "claims as a JSON object"],
  ["sd-jwt issue keys.json --key issuer.key --typ t", "a set of keys", "claims as a JSON object"],
  ["sd-jwt present message.jwe", "a sealed message", "an SD-JWT"],
  [
    "sd-jwt verify shown.txt --issuer-key issuer.key --typ t --key-binding forbidden",
    "a private key",
    "a public key",
  ],
  // The folder of an agency.
  ["send message.json", "an opened message", "an agency's folder"],
  [
    `send exchange ${OFFICER} cases.csv`,
    "a folder, and no agency's",
    "In it are those of ngo-b, ngo-c",
  ],
  ["take exchange sealed.jwe", "a folder, and no agency's", "an agency's folder"],
  ["take exchange/ngo-c draft.json", "a draft", "a sealed message"],
  ["maintain registry.json", "a registry of agencies", "an agency's folder"],
  [
    "gateway check exchange/ngo-b/agency.json",
    "the configuration of an agency",
    "an agency's folder",
  ],
  ["gateway doctor message.json", "an opened message", "an agency's folder"],
  ["gateway keys message.json", "an opened message", "an agency's folder"],
  ["gateway migrate letter.txt", "a text", "an agency's folder"],
  // It is larger than any file that is read whole.
  ["maintain large.csv", "a table", "an agency's folder"],
  ["gateway backup agr.json --to a --keys-to b", "a signed agreement", "an agency's folder"],
  [
    "gateway erase agr.json AAAA --officer a --assurance 2",
    "a signed agreement",
    "an agency's folder",
  ],
  ["gateway restore exchange/ngo-b --from kept.json", "a kept copy", "gateway backup --to"],
  [
    `${SEND} --to draft.json --statement statement.json --request referral.json`,
    "a draft",
    "an agency's folder",
  ],
  [`${SEND} --statement statement.json --request draft.json`, "a draft", "a request for one case"],
  ["send exchange/ngo-b --draft referral.json --plan", "a request for one case", "a draft request"],
  [`withdraw exchange/ngo-b --record draft.json ${OFFICER}`, "a draft", "a consent record"],
  [
    `withdraw exchange/ngo-b --record record.json ${OFFICER} --to draft.json`,
    "a draft",
    "an agency's folder",
  ],
  [
    "init request cases.csv --from draft.json --to https://ngo-c.test --statement statement.json --row 1",
    "a draft",
    "an agency's folder",
  ],
  [
    `${INIT} --registry registry.json --registry-key issuer.jwk`,
    "a registry of agencies",
    "that its authority serves",
  ],
  [
    `${INIT} --registry exchange/registry/registry.jwt --registry-key sealing.jwk`,
    "a public key to seal to",
    "a public key to check signatures",
  ],
];

let shell: Shell;
let host: CommandHost;
let before: readonly string[];

beforeAll(async () => {
  const files = new Map(await createExampleFiles());
  files.set("empty.json", "");
  files.set("letter.txt", "Dear colleague,\nplease find the message attached.\n");
  files.set("large.csv", "name,born,country\n".repeat(300_000));
  files.set("answer.json", JSON.stringify({ draft: {}, account: [] }));
  files.set("receipt.txt", files.get("receipts.txt")?.split("\n")[0] ?? "");
  const { d: _, ...sealing } = JSON.parse(files.get("ngo-c.epoch.key") ?? "");
  files.set("sealing.jwk", JSON.stringify(sealing));
  files.set("keys.json", JSON.stringify({ keys: [JSON.parse(files.get("ngo-b.key") ?? "")] }));
  shell = openShell(files);
  const write = (name: string, octets: readonly number[]) =>
    writeFileSync(join(shell.folder, name), Uint8Array.from(octets));
  write("image.bin", [0x89, 0x50, 0, 0, 1, 2, 0xff]);
  write("paper.pdf", [...Buffer.from("%PDF-1.7\n"), 0xff]);
  write("sheet.xlsx", [...Buffer.from("PK\x03\x04"), 0xff]);
  mkdirSync(join(shell.folder, "evidence"));
  before = readdirSync(shell.folder);
  host = openCommandHost();
});
afterAll(() => {
  host.close();
  shell[Symbol.dispose]();
});

describe("a file of the wrong kind", () => {
  it.each(LINES)("in %s is told to be %s where %s is needed", async (line, found, needed) => {
    const { status, stdout, stderr } = await host.run(shell, `safepassage ${line} --json`);
    expect(stderr).toBe("");
    const { refused } = JSON.parse(stdout);
    const [is, wants] = refused.detail.split("; needed is ");
    expect(is).toContain(` is ${found}`);
    expect(wants).toContain(needed);
    expect(refused.code).toMatch(/^CLI_(FILE_KIND|NOT?_|PACK_INVALID|DRAFT_REQUEST)/);
    expect(status).toBe(refused.code === "CLI_PACK_INVALID" ? EXIT.usage : EXIT.refused);
    expect(readdirSync(shell.folder)).toEqual(before);
  });

  it.each([
    ["prepare evidence", "a draft"],
    ["evidence exchange/ngo-b --out q", "an agency's folder with --message"],
    ["import htcds evidence --statement statement.json", "a case file"],
    ["validate draft.json --history evidence", "a history"],
  ])("and a folder in %s is told what is needed", async (line, needed) => {
    const more = line.startsWith("prepare") ? CONTEXT : "";
    const { status, stdout } = await host.run(shell, `safepassage ${line} ${more} --json`);
    const { refused } = JSON.parse(stdout);
    expect([status, refused.code]).toEqual([EXIT.usage, "CLI_FILE_UNREADABLE"]);
    expect(refused.detail).toContain(" is a folder; needed is ");
    expect(refused.detail).toContain(needed);
  });

  it("keeps a gateway from being started again and again", async () => {
    const { status, stdout } = await host.run(shell, "safepassage gateway run draft.json --json");
    expect([status, JSON.parse(stdout).refused.code]).toEqual([EXIT.mend, "CLI_FILE_KIND"]);
  });

  it("shows nothing of a private key", async () => {
    const { d } = JSON.parse(readFileSync(join(shell.folder, "issuer.key"), "utf8"));
    for (const line of [
      "sd-jwt issue issuer.key --key issuer.key --typ t",
      "validate issuer.key",
    ]) {
      const { stdout, stderr } = await host.run(shell, `safepassage ${line}`);
      expect(`${stdout}${stderr}`).toContain("a private key to sign with");
      expect(`${stdout}${stderr}`).not.toContain(d);
    }
  });
});
