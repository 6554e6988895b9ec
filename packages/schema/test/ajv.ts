import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import {
  buildJsonSchema,
  type JsonSchemaName,
  jsonSchemaId,
  jsonSchemaNames,
  UNSAID,
} from "../src/json-schema/index.ts";
import type { Fault } from "./judge.ts";

const withFormats = createAjv(true);
const withoutFormats = createAjv(false);

/** Whether ajv accepts a document, or a value of one definition of it. */
export function acceptedByAjv(
  name: JsonSchemaName,
  document: unknown,
  definition?: string,
): boolean {
  return refusedByAjv(name, document, definition).length === 0;
}

/**
 * What ajv has against a document.
 *
 * Formats must add nothing: where a validator only notes them, as the standard has it, the answer is
 * the same.
 */
export function refusedByAjv(
  name: JsonSchemaName,
  document: unknown,
  definition?: string,
): readonly unknown[] {
  const id = jsonSchemaId(name) + (definition === undefined ? "" : `#/$defs/${definition}`);
  const { accepted, errors } = validate(withFormats, id, document);
  // Of whole documents only: compiling each definition twice takes longer than all the rest.
  if (definition === undefined) {
    expect(validate(withoutFormats, id, document).accepted).toBe(accepted);
  }
  return errors;
}

/** Whether nothing is wrong but what the list names, where the list names it. */
export function isUnsaid(faults: readonly Fault[]): boolean {
  return faults.every(({ code }) => UNSAID.some((rule) => rule.code === code));
}

function createAjv(formats: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    // A condition names a member without saying again that it stands in an object.
    strictTypes: false,
    strictRequired: false,
    validateFormats: formats,
  });
  if (formats) addFormats.default(ajv);
  for (const name of jsonSchemaNames()) ajv.addSchema(buildJsonSchema(name) as object);
  return ajv;
}

function validate(ajv: Ajv2020, id: string, document: unknown) {
  const validator: ValidateFunction | undefined = ajv.getSchema(id);
  if (validator === undefined) throw new RangeError("there is no such schema");
  const accepted = validator(document) === true;
  return { accepted, errors: accepted ? [] : (validator.errors ?? [{}]) };
}
