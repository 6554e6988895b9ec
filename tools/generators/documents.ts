import { adrIndexPage } from "./adr-index.ts";
import { apiExamples } from "./api-examples.ts";
import * as catalogue from "./catalogue.ts";
import { checkExamples } from "./check-examples.ts";
import { citationsPage } from "./citations.ts";
import { corpusCodes } from "./corpus-codes.ts";
import { crosswalksPage } from "./crosswalks.ts";
import { errorsPage } from "./errors.ts";
import { evidencePages } from "./evidence.ts";
import { findingsTable } from "./findings-table.ts";
import { jsonSchemaPages } from "./json-schemas.ts";
import { legalRulesPage } from "./legal-rules.ts";
import { operationTables } from "./operation-tables.ts";
import type { Page } from "./page.ts";
import { ruleInputsPage } from "./rule-inputs.ts";
import { rulesPage } from "./rules-page.ts";
import { situationsPage } from "./situations.ts";
import { specIndexPage } from "./spec-index.ts";
import { unsaidTable } from "./unsaid-table.ts";

/** Pages made from code that runs; the index of those that others write is last. */
export const DOCUMENTS: readonly Page[] = [
  { path: catalogue.path, render: catalogue.generate },
  apiExamples,
  ...jsonSchemaPages,
  unsaidTable,
  operationTables,
  findingsTable,
  citationsPage,
  rulesPage,
  ruleInputsPage,
  legalRulesPage,
  corpusCodes,
  crosswalksPage,
  errorsPage,
  ...evidencePages,
  checkExamples,
  situationsPage,
  adrIndexPage,
  specIndexPage,
];
