import "./explain.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openAgency } from "@safepassage/agency/node";
import { parseJson } from "@safepassage/core";
import { parseCaseRequest, parseImportStatement } from "@safepassage/htcds";
import { parseConsentRecord } from "@safepassage/schema";
import { draftOfCase } from "./case-draft.ts";

// node send-case.ts FOLDER CASES.csv STATEMENT.json REQUEST.json
const [folder = "", cases = "", statement = "", asked = ""] = process.argv.slice(2);
const read = (...path: readonly string[]) => readFileSync(join(...path), "utf8");

const agency = await openAgency(folder);
const { test } = agency.registry;
const request = parseCaseRequest(parseJson(read(asked)), { test });
const file = {
  csv: read(cases),
  statement: parseImportStatement(parseJson(read(statement))),
  readRecord: (name: string) => parseConsentRecord(parseJson(read(folder, "consents", name))),
  today: new Date().toISOString().slice(0, 10),
  test,
};
const plan = await agency.prepare(await draftOfCase(file, request));
for (const { field, outcome } of plan.account) console.log(`${outcome.padEnd(10)} ${field}`);

// Delivered to the address that the registry lists for the recipient. What cannot be delivered now waits.
if (!plan.maySend) console.error(plan.explain());
else {
  const { verdict, error } = await agency.send(plan);
  console.log(
    `${request.recipient} ${verdict ? `decided: ${verdict}` : `is not reached: ${error}`}`,
  );
  if (verdict !== "reject") process.exitCode = verdict ? 0 : 1;
}
await agency.close();
