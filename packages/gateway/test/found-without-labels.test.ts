import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { createExchange, requestS011 } from "./world.ts";

it("finds by person what was sent before there were labels", async () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-unlabelled-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "b.db");
  const { b } = createExchange({ paths: { "NGO-B": path } });
  const request = requestS011();
  const [consent] = request.consents ?? [];
  const { subject = "", record } = consent ?? {};
  const { person = "" } = record as { readonly person?: string };
  const draft = { ...request, people: { [subject]: person } };
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "minimise" });
  expect(json.digest, JSON.stringify(json)).toBeDefined();
  const found = async () => {
    const { json: answer } = await b.call("POST", "/v1/searches/person", { person });
    return answer.sent.map(({ digest }: { digest: string }) => digest);
  };
  expect(await found()).toEqual([json.digest]);
  const db = new DatabaseSync(path);
  expect(db.prepare("DELETE FROM held_key WHERE kind = 'person'").run().changes).toBe(1);
  db.close();
  expect(await found()).toEqual([json.digest]);
  const other = await b.call("POST", "/v1/searches/person", { person: "somebody else" });
  expect(other.json.sent).toEqual([]);
  await b.gateway.close();
});
