import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { programInPython } from "./guide-page.ts";
import { createPrograms, ended, present } from "./guide-programs.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-python-"));
const { start, killAll } = createPrograms(folder);
let streams = 0;
/** A gateway that takes another token from the second stream on. */
const gateway = createServer(({ url }, response) => {
  if (url !== "/v1/events") {
    response.end('{ "entity": "", "account": [], "maySend": true, "digest": "" }');
  } else if (++streams === 1) response.end("id: 1\n\n");
  else response.writeHead(401).end();
});
afterAll(() => {
  killAll();
  gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each(present("python3"))(
  "the program for %s ends where its token is refused",
  async (python) => {
    await once(gateway.listen(0, "127.0.0.1"), "listening");
    for (const name of ["token", "draft.json"]) writeFileSync(join(folder, name), "{}");
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    const program = start(python, programInPython(), url, "token", "draft.json");
    expect(await ended(program)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^401 /),
    });
  },
);
