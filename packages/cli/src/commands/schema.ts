import { join } from "node:path";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";

interface SchemaOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `safepassage schema`: the JSON Schemas, for who builds messages in another language. */
export function addSchema(program: Command, io: Io): void {
  program
    .command("schema [name]")
    .description("Print a JSON Schema (draft 2020-12), or list them all")
    .option("--out <folder>", "write NAME.schema.json, or all of them, into a folder that exists")
    .option("--json", "print JSON: the list, the schema on one line, or what was written")
    .addHelpText("after", HELP)
    .action(async (name: string | undefined, { out, json = false }: SchemaOptions) => {
      const schemas = await import("@safepassage/schema/json-schema");
      const { buildJsonSchema, isJsonSchemaName, jsonSchemaNames, printJsonSchema } = schemas;
      if (name !== undefined && !isJsonSchemaName(name)) {
        const known = jsonSchemaNames().join(", ");
        throw new CliError("CLI_OPTION_INVALID", `there is no such schema; there are ${known}`);
      }
      const names = name === undefined ? jsonSchemaNames() : [name];
      if (out !== undefined) {
        const files = names.map((one) => ({
          path: join(out, `${one}.schema.json`),
          text: printJsonSchema(buildJsonSchema(one)),
        }));
        await io.writeAll(files);
        const written = files.map(({ path }) => path);
        if (json) io.out(JSON.stringify({ written }));
        else for (const path of written) io.out(path);
        return;
      }
      if (name !== undefined) {
        const schema = buildJsonSchema(name);
        io.out(json ? JSON.stringify(schema) : printJsonSchema(schema).trimEnd());
        return;
      }
      const list = names.map((one) => ({
        name: one,
        $id: schemas.jsonSchemaId(one),
        ...schemas.describeJsonSchema(one),
      }));
      if (json) io.out(JSON.stringify({ schemas: list }));
      else for (const one of list) io.out(`${one.name.padEnd(18)}  ${one.description}`);
    });
}

const HELP = `
Example, the schema of what a sender writes, and all of them as files:
  safepassage schema draft > draft.schema.json
  mkdir schemas
  safepassage schema --out schemas

Each schema stands alone, and nothing is fetched for it. What JSON Schema cannot say, the list in
docs/spec/schema.md does.`;
