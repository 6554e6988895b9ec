import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock as clock, encodeBase64url, parseJson } from "@safepassage/core";
import { parseCaseRequest, parseImportStatement } from "@safepassage/htcds";
import { createMemoryReplayStore, createReplayGuard } from "@safepassage/trust";
import { createTestFederation } from "./federation.ts";
import { prepareCase } from "./prepare.ts";
import { afterErasure, checkReceipts, deliveryOf } from "./prove.ts";
import { receive } from "./receive.ts";
import { send } from "./send.ts";

// node main.ts CASES REQUESTS: takes an invented case of one folder, as a request of the other asks.
const [cases = "packages/vectors/data/htcds", requests = "apps/exchange/data"] =
  process.argv.slice(2);
const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

const federation = createTestFederation(clock.now());
const { registry, agreement, signers, consentRecord, epoch, publishedEpochs } = federation;

// NGO B, its caseworker and its program.
const prepared = await prepareCase(
  read(cases, "ngo-b.csv"),
  parseImportStatement(parseJson(read(cases, "ngo-b.import.json"))),
  parseCaseRequest(parseJson(read(requests, "s01-1.request.json")), { test: true }),
  {
    sender: "https://ngo-b.test",
    signer: signers.b,
    registry,
    agreement,
    readRecord: () => consentRecord,
    officer: { ref: encodeBase64url(randomBytes(60)), assurance: 2 },
    clock,
    random: (length) => randomBytes(length),
  },
);
const { draft, account, judgement, maySend } = prepared;
for (const { field, outcome } of account) console.log(`${outcome.padEnd(10)} ${field}`);
console.log(`NGO B expects: ${judgement.verdict}`);
if (!maySend) throw new Error(judgement.findings.map(({ rule }) => rule).join(" "));
const { issued, sealed } = send(prepared, {
  signer: signers.b,
  registry,
  agreement,
  publishedEpochs,
  clock,
});

// NGO C, to which `sealed` was delivered.
const { receipts } = receive(sealed, {
  self: "https://ngo-c.test",
  signer: signers.c,
  epochs: [epoch],
  registry,
  agreements: [agreement],
  replay: createReplayGuard(createMemoryReplayStore(), { clock }),
  // A first message: nothing was exchanged before it.
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
});

// NGO B, to which the receipts came back; and what either can still show in years.
console.log(`NGO C decided: ${checkReceipts(receipts, deliveryOf(issued), draft, registry)}`);
for (const line of afterErasure(issued.jwt, receipts, registry)) console.log(line);
