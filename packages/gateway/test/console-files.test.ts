import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@safepassage/core";
import { afterEach, describe, expect, it } from "vitest";
import { GatewayError } from "../src/index.ts";
import { checkFolder, runGateway } from "../src/node.ts";
import { configure, FILES, PEOPLE, writePages } from "./console-world.ts";
import { type Folders, makeFolders } from "./gateway-folder.ts";

const made: Folders[] = [];
afterEach(() => {
  for (const { root } of made.splice(0)) rmSync(root, { recursive: true, force: true });
});

function folders(members: object): Folders {
  const one = makeFolders();
  made.push(one);
  configure(one, members);
  return one;
}

/** What the check of the console says, and the mistakes for which a gateway does not start. */
async function told({ b }: Folders, consoleFiles?: string) {
  const { outcomes } = await checkFolder(b, { fetch, clock: systemClock, consoleFiles });
  const outcome = outcomes.find(({ check }) => check === "console");
  const how = { write: () => {}, ...(consoleFiles !== undefined && { consoleFiles }) };
  const start = await runGateway(b, how).then(
    async (running) => {
      await running.close();
      return [];
    },
    (error: unknown) => {
      if (!(error instanceof GatewayError)) throw error;
      return error.details["findings"] as readonly { code: string; place: string }[];
    },
  );
  return {
    note: outcome?.note,
    found: outcome?.findings.map(({ level, code, file, place }) =>
      [level, code, file, place].join(" "),
    ),
    start: start.map(({ code, place }) => `${code} ${place}`),
  };
}

describe("a configuration of the console", () => {
  it("is sound with its pages and a sign-in, and needs neither where it says false or nothing", async () => {
    const whole = folders({ people: PEOPLE, console: true });
    expect(await told(whole, writePages(whole))).toEqual({
      note: PEOPLE.url,
      ...{ found: [], start: [] },
    });
    for (const members of [{}, { console: false }]) {
      expect(await told(folders(members))).toEqual({
        note: "not served",
        ...{ found: [], start: [] },
      });
    }
  });

  it.each([
    ["people", {}, ["/gateway/people"]],
    ["client", { people: { ...PEOPLE, client: undefined } }, ["/gateway/people/client"]],
    ["url", { people: { ...PEOPLE, url: undefined } }, ["/gateway/people/url"]],
    [
      "client and url",
      { people: { ...PEOPLE, client: undefined, url: undefined } },
      ["/gateway/people/client", "/gateway/people/url"],
    ],
  ])("is a mistake without %s: nobody could sign in", async (_, members, places) => {
    const one = folders({ ...members, console: true });
    const { found, start } = await told(one, writePages(one));
    const code = "CONSOLE_WITHOUT_SIGN_IN";
    expect(found).toEqual(places.map((place) => `mistake ${code} agency.json ${place}`));
    expect(start).toEqual(places.map((place) => `${code} ${place}`));
  });

  it("is a mistake in words", async () => {
    const { b } = folders({ people: PEOPLE, console: "yes" });
    const { outcomes } = await checkFolder(b, { fetch, clock: systemClock });
    const [, configuration] = outcomes;
    expect(configuration?.findings.map(({ code, place }) => `${code} ${place}`)).toEqual([
      "WRONG_TYPE /gateway/console",
    ]);
  });
});

/** What is done to sound pages, and the code of what is then found. */
const BROKEN: Readonly<Record<string, readonly [(folder: string) => void, string]>> = {
  "that are not there": [(folder) => rmSync(folder, { recursive: true }), "CONSOLE_FILES_MISSING"],
  "without index.html": [(folder) => rmSync(join(folder, "index.html")), "CONSOLE_FILES_MISSING"],
  "that are a file": [
    (folder) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, "");
    },
    "CONSOLE_FILES_UNFIT",
  ],
  "with a file of another kind": [
    (folder) => writeFileSync(join(folder, "main.tsx"), ""),
    "CONSOLE_FILES_UNFIT",
  ],
  "with a file whose name a URL does not have as it is": [
    (folder) => writeFileSync(join(folder, "assets/a b.js"), ""),
    "CONSOLE_FILES_UNFIT",
  ],
  "with a link to another file": [
    (folder) => symlinkSync("../ngo-b/agency.json", join(folder, "assets/agency.json")),
    "CONSOLE_FILES_UNFIT",
  ],
  "with a link to another folder": [
    (folder) => symlinkSync("../ngo-b", join(folder, "more")),
    "CONSOLE_FILES_UNFIT",
  ],
  "of more than 512 files": [
    (folder) => {
      mkdirSync(join(folder, "many"));
      for (let number = 0; number < 507; number++) {
        writeFileSync(join(folder, `many/${number}.js`), "");
      }
    },
    "CONSOLE_FILES_TOO_LARGE",
  ],
  "of more than 16 MiB": [
    (folder) => truncateSync(join(folder, "assets/index-8f3a.js"), 16_777_216),
    "CONSOLE_FILES_TOO_LARGE",
  ],
};

describe("pages of the console", () => {
  it.each(Object.entries(BROKEN))("%s are a mistake", async (_, [spoil, code]) => {
    const one = folders({ people: PEOPLE, console: true });
    const folder = writePages(one);
    spoil(folder);
    expect(await told(one, folder)).toEqual({
      note: PEOPLE.url,
      found: [`mistake ${code} agency.json /gateway/console`],
      start: [`${code} /gateway/console`],
    });
  });

  it("that a program does not give are missing, and it is told what to do", async () => {
    const one = folders({ people: PEOPLE, console: true });
    expect((await told(one)).start).toEqual(["CONSOLE_FILES_MISSING /gateway/console"]);
    await expect(runGateway(one.b, { write: () => {} })).rejects.toThrow(
      /npx -y pnpm@12 --filter @safepassage\/console build/,
    );
  });

  it("of 512 files are served, and hidden ones do not count", async () => {
    const one = folders({ people: PEOPLE, console: true });
    const folder = writePages(one);
    mkdirSync(join(folder, "many"));
    const visible = Object.keys(FILES).filter((name) => !name.startsWith("."));
    for (let number = visible.length; number < 512; number++) {
      writeFileSync(join(folder, `many/${number}.js`), "");
    }
    writeFileSync(join(folder, ".vite/bundled.list"), "");
    symlinkSync("../ngo-b/agency.json", join(folder, ".vite/agency.json"));
    expect(await told(one, folder)).toMatchObject({ found: [], start: [] });
  });
});
