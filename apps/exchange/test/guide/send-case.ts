import "./explain.ts";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock as clock, encodeBase64url, parseJson } from "@safepassage/core";
import { parseCaseRequest, parseImportStatement } from "@safepassage/htcds";
import { verifyAgreement } from "@safepassage/message";
import {
  createSigner,
  createVerifier,
  parsePrivateJwk,
  parsePublicJwk,
  verifyRegistry,
} from "@safepassage/trust";
import { prepareCase } from "./prepare.ts";
import { checkReceipts, deliveryOf } from "./prove.ts";
import { send } from "./send.ts";

// node send-case.ts FOLDER CASES.csv STATEMENT.json REQUEST.json
const [folder = "", cases = "", statement = "", asked = ""] = process.argv.slice(2);
const read = (path: string) => readFileSync(path, "utf8");
const own = (name: string) => read(join(folder, name));

// The agency's own: who it is, its key, what it has agreed; and the registry, signed.
const { entity, registry: registryUrl } = JSON.parse(own("config.json"));
const signer = createSigner(parsePrivateJwk(parseJson(own("signing-key.json"))));
const registryKey = createVerifier(parsePublicJwk(parseJson(own("registry-key.json"))));
const registry = verifyRegistry(await fetchText(registryUrl), registryKey);
const agreement = verifyAgreement(own("agreements/agr-assist.json"), registry, clock.now());

// The case: what is asked for, and what of it may be sent.
const request = parseCaseRequest(parseJson(read(asked)), { test: registry.test });
const readRecord = (name: string) => parseJson(own(join("consents", name)));
const sending = { sender: entity, signer, registry, agreement, readRecord, clock };
const prepared = await prepareCase(
  read(cases),
  parseImportStatement(parseJson(read(statement))),
  request,
  // Encrypt your staff id to your own agency; here it is random.
  {
    ...sending,
    officer: { ref: encodeBase64url(randomBytes(60)), assurance: 2 },
    random: randomBytes,
  },
);
const { draft, account, judgement, maySend } = prepared;
for (const { field, outcome } of account) console.log(`${outcome.padEnd(10)} ${field}`);
if (!maySend) {
  throw new Error(`not sent: ${judgement.findings.map(({ rule }) => rule).join(" ")}`);
}

// Signed, sealed to the key that the recipient publishes, delivered.
const endpoint = registry.endpoint(request.recipient);
const publishedEpochs = await fetchText(`${endpoint}/.well-known/spp-epochs`);
const { issued, sealed } = send(prepared, { ...sending, publishedEpochs });
const headers = { "content-type": "application/jose" };
const signal = AbortSignal.timeout(30_000);
const answer = await fetch(`${endpoint}/inbox`, { method: "POST", headers, body: sealed, signal });
const { receipts, code, hint } = (await answer.json()) as {
  readonly receipts?: readonly string[];
  readonly code?: string;
  readonly hint?: string;
};
if (receipts === undefined) throw new Error(`refused: ${code}. ${hint}`);

// It counts as delivered once the receipts verify, for exactly what was sent.
const verdict = checkReceipts(receipts, deliveryOf(issued), draft, registry);
console.log(`${request.recipient} decided: ${verdict}`);
process.exitCode = verdict === "accept" || verdict === "acceptWithWarnings" ? 0 : 1;

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url}: status ${response.status}`);
  return response.text();
}
