import { join } from "node:path";
import type { DraftRequest } from "@safepassage/agency";
import type { Agency } from "@safepassage/agency/node";
import type { Io } from "../io/command.ts";
import { inFile, readAs } from "../read/read-input.ts";
import { contentOf, recordOf } from "./content-of.ts";
import { type CaseFileOptions, importRows, readImporting } from "./import-rows.ts";

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
  const { FOLDER } = await import("@safepassage/agency/node");
  const { createCaseFinder, parseCaseRequest } = await import("@safepassage/htcds");
  const { test } = agency.registry;
  const request = await readAs(io, options.request, "caseRequest", (json) =>
    parseCaseRequest(json, { test }),
  );
  const record = await recordOf(io, join(folder, FOLDER.consents), request);
  const importing = await readImporting(io, options, now, test);
  const finder = createCaseFinder(request.case);
  const report = await importRows(io, file, importing, (row) => finder.see(row), options.json);
  const found = inFile(file, () => finder.found(report));
  return { ...(await contentOf(found, request, importing, record)), officer: options.officer };
}
