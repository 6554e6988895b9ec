import { join } from "node:path";
import type { DraftRequest } from "@safepassage/agency";
import type { Agency } from "@safepassage/agency/node";
import type { CaseRequest } from "@safepassage/htcds";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { inFile, readAs, readConsentRecord } from "../read/read-input.ts";
import { bodyOf, necessityIn, subjectOf } from "./body-of.ts";
import { type CaseFileOptions, importRows, readImporting } from "./import-rows.ts";

/** The case to send, and the officer responsible for it. */
interface RequestingOptions extends CaseFileOptions {
  readonly request: string;
  readonly officer: DraftRequest["officer"];
  readonly json?: boolean;
}

/** Makes the draft request of an open agency from one case of a file and a request for it. */
export async function requestCase(
  io: Io,
  file: string,
  options: RequestingOptions,
  { agency, folder, now }: { readonly agency: Agency; readonly folder: string; readonly now: Date },
): Promise<DraftRequest> {
  const { createCaseFinder, parseCaseRequest, personOf } = await import("@safepassage/htcds");
  const { test } = agency.registry;
  const request = await readAs(io, options.request, (json) => parseCaseRequest(json, { test }));
  requireMinimised(options.request, request);
  const record = await readRecord(io, folder, request);
  const importing = await readImporting(io, options, now, test);
  const finder = createCaseFinder(request.case);
  const report = await importRows(io, file, importing, (row) => finder.see(row), options.json);
  const found = inFile(file, () => finder.found(report));
  const body = await bodyOf(found, request, importing);
  const subject = subjectOf(body);
  const person = personOf(request.case);
  const scope = request.consent?.scope;
  return {
    recipient: request.recipient,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBases: [...request.legalBases],
    agreement: request.agreement,
    officer: options.officer,
    body: { ...body },
    clear: { "env.handling.conditions": request.conditions },
    private: { "private.necessity": necessityIn(body, request) },
    ...(record && { consents: [{ subject, record, ...(scope && { scope: [...scope] }) }] }),
    ...(person !== undefined && { people: { [subject]: person } }),
  };
}

function requireMinimised(path: string, { asIs }: CaseRequest): void {
  if (!asIs) return;
  const detail = `${path}: asIs is true, but send always minimises; write "asIs": false`;
  throw new CliError("CLI_OPTION_INVALID", detail);
}

/** Reads the consent record that the request carries, or names among the agency's own. */
async function readRecord(io: Io, folder: string, { consent }: CaseRequest) {
  if (consent === null) return undefined;
  if (typeof consent.record !== "string") return { ...consent.record };
  const { FOLDER } = await import("@safepassage/agency/node");
  return { ...(await readConsentRecord(io, join(folder, FOLDER.consents, consent.record))) };
}
