import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agency, FOLDER, makeTestExchange, openAgency } from "@safepassage/agency/node";
import { requestCase } from "../src/case/request-case.ts";
import { createNodeIo } from "../src/io/node-io.ts";
import { createVisibleIo } from "../src/io/visible-io.ts";

/** A test exchange in a folder of its own on disk, which is taken away at the end. */
export function createExchange() {
  const place = mkdtempSync(join(tmpdir(), "safepassage-exchange-"));
  const [ngoB = "", ngoC = ""] = makeTestExchange(join(place, "exchange"));
  // In a text, so that it can stand among the files of the examples.
  for (const own of [ngoB, ngoC]) writeFileSync(join(own, FOLDER.officerKey), "k".repeat(32));
  const path = (name: string): string => join(place, name);
  return {
    place,
    ngoB,
    ngoC,
    write: (name: string, text: string) => writeFileSync(path(name), text, { mode: 0o600 }),
    /** All files of the exchange but its state and the keys of that, by their paths seen from the folder. */
    files: (): readonly (readonly [string, string])[] =>
      globSync("exchange/**/*", { cwd: place })
        .filter((name) => statSync(path(name)).isFile() && !/\/(state|contents)\//.test(name))
        .map((name) => [name, readFileSync(path(name), "utf8")]),
    /** Seals the case of `referral.json` for the second agency, which does not take it in. */
    async seal(): Promise<string> {
      const [from, to] = await Promise.all([openAgency(ngoB), openAgency(ngoC)]);
      const options = {
        statement: path("statement.json"),
        request: path("referral.json"),
        officer: { id: "a17", assurance: 2 },
      };
      const sending = { agency: from, folder: ngoB, now: new Date() };
      const io = createVisibleIo(createNodeIo());
      const asked = await requestCase(io, path("cases.csv"), options, sending);
      let sealed = "";
      const waiting: Agency = {
        ...to,
        async take(text) {
          sealed = text;
          throw new TypeError("the test takes it in later");
        },
      };
      await from.send(await from.prepare(asked), waiting).catch((error: unknown) => {
        if (sealed === "") throw error;
      });
      await Promise.all([from.close(), to.close()]);
      return sealed;
    },
    [Symbol.dispose]: () => rmSync(place, { recursive: true }),
  };
}
