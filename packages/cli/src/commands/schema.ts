import { join } from "node:path";
import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import type { CommonOptions } from "../read/options.ts";
import { FILE_SCHEMAS } from "../schemas/file-schemas.ts";

/** `safepassage schema`: the JSON Schemas, for editors and for programs in other languages. */
export function addSchema(program: Command, io: Io): void {
  program
    .command("schema [name]")
    .description("Print a JSON Schema (draft 2020-12), or list them all")
    .option("--out <folder>", "write NAME.schema.json, or all of them, into a folder that exists")
    .option("--json", "print JSON: the list, the schema on one line, or what was written")
    .addHelpText("after", HELP)
    .action(async (name: string | undefined, { out, json = false }: CommonOptions) => {
      const { printJsonSchema } = await import("@safepassage/schema/json-schema");
      const schemas = await allSchemas();
      const chosen = schemas.filter((schema) => name === undefined || schema.name === name);
      if (chosen.length === 0) {
        const known = schemas.map((schema) => schema.name).join(", ");
        throw optionInvalid(`there is no such schema; there are ${known}`);
      }
      if (out !== undefined) {
        const files = await Promise.all(
          chosen.map(async (schema) => ({
            path: join(out, `${schema.name}.schema.json`),
            text: printJsonSchema(await schema.build()),
          })),
        );
        await io.writeAll(files);
        const written = files.map(({ path }) => path);
        if (json) io.out(JSON.stringify({ written }));
        else for (const path of written) io.out(path);
        return;
      }
      const [only] = chosen;
      if (name !== undefined && only !== undefined) {
        const schema = await only.build();
        if (json) io.out(JSON.stringify(schema));
        else io.document(printJsonSchema(schema).trimEnd());
        return;
      }
      const list = chosen.map(({ build: _build, ...said }) => said);
      if (json) io.out(JSON.stringify({ schemas: list }));
      else for (const one of list) io.out(`${one.name.padEnd(20)}  ${one.description}`);
    });
}

/** Lists the schemas of what is sent, of what people write and of what this command prints, by name. */
async function allSchemas() {
  const { buildJsonSchema, describeJsonSchema, jsonSchemaId, jsonSchemaNames } = await import(
    "@safepassage/schema/json-schema"
  );
  const { buildJudgementSchema, JUDGEMENT_SCHEMA } = await import(
    "../validate/judgement-schema.ts"
  );
  const travelling = jsonSchemaNames().map((name) => ({
    name,
    $id: jsonSchemaId(name),
    ...describeJsonSchema(name),
    build: async () => buildJsonSchema(name),
  }));
  const written = FILE_SCHEMAS.map(({ name, ...schema }) => ({
    name,
    $id: jsonSchemaId(name),
    ...schema,
  }));
  const judgement = { ...JUDGEMENT_SCHEMA, build: async () => buildJudgementSchema() };
  return [...travelling, ...written, judgement].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const HELP = `
Example, the schema of a draft, and all schemas as files:
  safepassage schema draft > draft.schema.json
  mkdir schemas
  safepassage schema --out schemas

Each schema stands alone: it refers to nothing that must be fetched. docs/spec/schema.md lists the checks
that JSON Schema cannot express.`;
