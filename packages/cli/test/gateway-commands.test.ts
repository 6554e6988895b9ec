import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { parsePublicJwk } from "@safepassage/trust";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { run } from "../src/index.ts";
import { createNodeIo } from "../src/io/node-io.ts";
import { call } from "./call-on-disk.ts";
import { manyPorts } from "./many-ports.ts";

let root = "";
let ngoB = "";
let ngoC = "";
let ports = 0;
beforeAll(async () => {
  ports = await manyPorts();
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "safepassage-commands-"));
  [ngoB = "", ngoC = ""] = makeTestExchange(join(root, "x"), { port: ports });
});
afterEach(() => rmSync(root, { recursive: true }));

const configOf = (folder: string) => JSON.parse(readFileSync(join(folder, "agency.json"), "utf8"));

/** Runs a command at a terminal where a person gives these answers. */
async function answering(answers: readonly string[], ...args: readonly string[]) {
  const asked: string[] = [];
  const left = [...answers];
  const err: string[] = [];
  const io = {
    ...createNodeIo(),
    out: () => {},
    err: (line: string) => void err.push(line),
    ask: async (question: string) => {
      asked.push(question);
      return left.shift();
    },
  };
  return { exit: await run(args, io), asked, err: err.join("\n") };
}

describe("safepassage gateway init", () => {
  it("takes the ports that the registry lists, and makes three tokens that nobody else can read", async () => {
    for (const [folder, port] of [
      [ngoB, ports],
      [ngoC, ports + 2],
    ] as const) {
      const before = configOf(folder);
      const { exit, out } = await call("gateway", "init", folder, "--yes");
      expect(exit).toBe(0);
      expect(out).toContain(`Next: safepassage gateway check ${folder}`);
      expect(configOf(folder)).toEqual({
        ...before,
        gateway: { listen: { port }, local: { port: port + 1 } },
      });
      const tokens = readdirSync(join(folder, "tokens")).map((name) => {
        expect(statSync(join(folder, "tokens", name)).mode & 0o777).toBe(0o600);
        return readFileSync(join(folder, "tokens", name), "utf8");
      });
      expect(new Set(tokens).size).toBe(3);
      for (const token of tokens) expect(token).toMatch(/^[\w-]{43}\n$/);
      expect(out).not.toContain(tokens[0]?.trim());
      expect((await call("gateway", "check", folder)).exit).toBe(0);
    }
  });

  it("replaces nothing", async () => {
    await call("gateway", "init", ngoB, "--yes");
    const before = readFileSync(join(ngoB, "agency.json"), "utf8");
    const again = await call("gateway", "init", ngoB, "--yes", "--port", "1");
    expect(again.exit).toBe(1);
    expect(again.err).toContain("(GATEWAY_EXISTS)");
    expect(readFileSync(join(ngoB, "agency.json"), "utf8")).toBe(before);
    cpSync(join(ngoB, "tokens"), join(ngoC, "tokens"), { recursive: true });
    const broken = (await call("gateway", "init", ngoC, "--yes")).err;
    expect(broken).toContain("tokens/local.token is there");
    expect(broken).toContain("as after an init that was broken off, remove the files in tokens");
    expect(configOf(ngoC)).not.toHaveProperty("gateway");
  });

  it("leaves alone what another init makes at the same time", async () => {
    mkdirSync(join(ngoB, "tokens"));
    // A link to nothing is not there when looked for, and is there when written.
    symlinkSync("nothing", join(ngoB, "tokens/duty-officer.token"));
    const { exit, err } = await call("gateway", "init", ngoB, "--yes");
    expect([exit, err]).toEqual([1, expect.stringContaining("tokens/duty-officer.token is there")]);
    expect(readdirSync(join(ngoB, "tokens"))).toEqual(["duty-officer.token"]);
    expect(configOf(ngoB)).not.toHaveProperty("gateway");
  });

  it("asks a person what no option says, again where the answer is no port", async () => {
    const { exit, asked, err } = await answering(
      ["eighty", "9001", "", "no", "tls/a.pem", "tls/a.key", "", ""],
      ...["gateway", "init", ngoB],
    );
    expect(exit).toBe(0);
    expect(asked).toEqual([
      `Port for other agencies [${ports}]: `,
      `Port for other agencies [${ports}]: `,
      "Port for your own systems, on this machine only [9002]: ",
      "TLS: does a proxy on this machine have it? (yes, no) [yes]: ",
      "File of the certificate [tls/certificate.pem]: ",
      "File of its private key [tls/key.pem]: ",
      "Address of this machine that other agencies reach [0.0.0.0]: ",
      "Database (sqlite, postgres) [sqlite]: ",
    ]);
    expect(err).toContain("A port is a number from 0 to 65535");
    expect(configOf(ngoB).gateway).toEqual({
      listen: {
        ...{ host: "0.0.0.0", port: 9001 },
        tls: { certificate: "tls/a.pem", key: "tls/a.key" },
      },
      local: { port: 9002 },
    });
  });

  it("takes everything from options", async () => {
    const { exit } = await call(
      ...["gateway", "init", ngoB, "--host", "::1", "--port", "9001", "--local-port", "9005"],
      ...["--tls-certificate", "c.pem", "--tls-key", "k.pem", "--tls-client-authorities", "a.pem"],
      ...["--client-certificate", "s.pem", "--client-key", "s.key"],
      ...["--store", "postgres", "--store-host", "/run/postgresql", "--store-database", "d"],
      ...["--store-user", "u", "--store-password-file", "p", "--store-port", "5433"],
      ...["--store-authorities", "db.pem"],
    );
    expect(exit).toBe(0);
    const tls = { certificate: "c.pem", key: "k.pem", clientAuthorities: "a.pem" };
    expect(configOf(ngoB)).toMatchObject({
      gateway: {
        ...{ listen: { host: "::1", port: 9001, tls }, local: { port: 9005 } },
        client: { certificate: "s.pem", key: "s.key" },
      },
      store: {
        ...{ engine: "postgres", host: "/run/postgresql", database: "d", user: "u" },
        ...{ passwordFile: "p", port: 5433, authorities: "db.pem" },
      },
    });
  });

  it.each<[string, number, readonly string[], string]>([
    ["a port in words", 2, ["--port", "eighty"], "--port is a number from 0 to 65535"],
    ["nobody to ask", 2, [], "--port (Port for other agencies): nobody can be asked"],
    [
      "nobody to ask for a certificate",
      2,
      ["--port", "9001", "--local-port", "9002"],
      "--tls-certificate and --tls-key (TLS: ",
    ],
    [
      "an engine that nobody knows",
      2,
      ["--yes", "--store", "mysql"],
      "--store is sqlite or postgres",
    ],
    ["options of another engine", 2, ["--yes", "--store-user", "u"], "means nothing with sqlite"],
    ["one port for both", 1, ["--yes", "--port", "9", "--local-port", "9"], "/gateway/local/port"],
    [
      "authorities without a certificate",
      2,
      ["--yes", "--tls-client-authorities", "a"],
      "--tls-certificate",
    ],
    ["half of what is shown", 2, ["--yes", "--client-key", "k"], "--client-certificate"],
  ])("refuses %s, and changes nothing", async (_, expected, options, said) => {
    const before = readdirSync(ngoB);
    const { exit, err } = await call("gateway", "init", ngoB, ...options);
    expect(exit).toBe(expected);
    expect(err).toContain(said);
    expect(readdirSync(ngoB)).toEqual(before);
    expect(configOf(ngoB)).not.toHaveProperty("gateway");
  });
});

describe("safepassage gateway check and doctor", () => {
  beforeEach(() => call("gateway", "init", ngoB, "--yes"));

  it("tell every mistake with its file, its place and what to do, and end with 1", async () => {
    const config = configOf(ngoB);
    const gateway = { ...config.gateway, listen: { port: "eighty" } };
    writeFileSync(join(ngoB, "agency.json"), JSON.stringify({ ...config, gateway }));
    chmodSync(join(ngoB, "keys/signing-key.json"), 0o644);
    const { exit, out, err } = await call("gateway", "check", ngoB);
    expect([exit, err]).toEqual([1, ""]);
    expect(out).toContain(
      [
        "mistake      configuration",
        "  at   agency.json /gateway/listen/port",
        "       It has the wrong type. (WRONG_TYPE)",
        "       Expected: the port for other agencies; 0 lets the system choose. A whole number from 0 to 65535.",
        "mistake      files",
        "  at   keys/signing-key.json",
        "       Others than its owner can read it. (OPEN_TO_OTHERS)",
        "       chmod go= keys/signing-key.json",
      ].join("\n"),
    );
    expect(out).toContain("not checked  identity       agency.json cannot be used");
    expect(out).toMatch(/2 mistakes: the gateway does not start like this\.$/);
    const json = await call("gateway", "check", ngoB, "--json");
    expect(json.exit).toBe(1);
    const { outcomes } = JSON.parse(json.out);
    expect(outcomes).toContainEqual({
      ...{ check: "files", state: "mistake" },
      findings: [
        {
          ...{ level: "mistake", code: "OPEN_TO_OTHERS", file: "keys/signing-key.json" },
          ...{ sentence: "Others than its owner can read it." },
          fix: "chmod go= keys/signing-key.json",
        },
      ],
    });
    expect((await call("gateway", "check")).exit).toBe(2);
  });

  it("end with 1 while something is waited for, and with 0 where a person should only look", async () => {
    rmSync(join(ngoB, "agreements/agr-assist.json"));
    const waits = await call("gateway", "check", ngoB);
    expect(waits.exit).toBe(1);
    expect(waits.out).toMatch(/starts, and is not ready until 1 thing is over\.$/);
    cpSync(join(ngoC, "agreements"), join(ngoB, "agreements"), { recursive: true });
    writeFileSync(join(ngoB, "config.json"), "{}");
    const looks = await call("gateway", "check", ngoB);
    expect(looks.exit).toBe(0);
    expect(looks.out).toMatch(/Nothing stands in the way\. 2 things to look at\.$/);
  });

  it("make a report that may be sent on: no key, no token, no path of this machine", async () => {
    chmodSync(join(ngoB, "keys/officer.key"), 0o644);
    for (const how of [[], ["--json"]]) {
      const { exit, out } = await call("gateway", "doctor", ngoB, ...how);
      expect(exit).toBe(1);
      expect(out).toContain("OPEN_TO_OTHERS");
      for (const word of ["disk", "memory", "running", "catalogue", process.version]) {
        expect(out).toContain(word);
      }
      const secrets = [
        ...readdirSync(join(ngoB, "tokens")).map((name) =>
          readFileSync(join(ngoB, "tokens", name), "utf8").trim(),
        ),
        JSON.parse(readFileSync(join(ngoB, "keys/signing-key.json"), "utf8")).d,
        readFileSync(join(ngoB, "keys/officer.key"), "base64"),
        root,
      ];
      for (const secret of secrets) expect(out).not.toContain(secret);
    }
  });
});

describe("safepassage gateway keys", () => {
  beforeEach(() => call("gateway", "init", ngoB, "--yes"));

  it("makes the next key, shows its public half alone, and lists what the registry says", async () => {
    const made = await call("gateway", "keys", ngoB, "next", "--alg", "ES256");
    expect(made.exit).toBe(0);
    const { kid, alg } = parsePublicJwk(JSON.parse(made.out));
    expect(alg).toBe("ES256");
    expect(made.err).toContain("Give this to the authority of the registry");
    const path = join(ngoB, "keys/signing-key.next.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { d } = JSON.parse(readFileSync(path, "utf8"));
    expect(made.out + made.err).not.toContain(d);
    const { out } = await call("gateway", "keys", ngoB);
    expect(out).toMatch(/^signing +\S{43} {2}Ed25519 {2}in force$/m);
    expect(out).toContain(`signing, next     ${kid}  ES256    the registry does not list it`);
    // As after a kill before it was printed.
    const again = (await call("gateway", "keys", ngoB, "next")).err;
    expect(again).toContain("(GATEWAY_NEXT_KEY_EXISTS)");
    const [, how = ""] =
      /hint: safepassage (keys public \S+) prints its public half/.exec(again) ?? [];
    const [keys = "", half = "", file = ""] = how.split(" ");
    expect(JSON.parse((await call(keys, half, join(ngoB, file))).out)).toMatchObject({ kid, alg });
    const used = await call("gateway", "keys", ngoB, "use");
    expect([used.exit, used.err]).toEqual([
      1,
      expect.stringContaining("(GATEWAY_NEXT_KEY_UNLISTED)"),
    ]);
    expect((await call("gateway", "check", ngoB)).exit).toBe(0);
  });

  it.each<[readonly string[], number, string]>([
    [["use"], 1, "(GATEWAY_NEXT_KEY_MISSING)"],
    [["roll"], 2, "(CLI_USAGE)"],
    [["next", "--alg", "RSA"], 2, "--alg is Ed25519 or ES256"],
    [["list", "--alg", "ES256"], 2, "--alg means nothing here"],
  ])("refuses %j", async (words, exit, said) => {
    const called = await call("gateway", "keys", ngoB, ...words);
    expect(called.exit).toBe(exit);
    expect(called.err).toContain(said);
  });
});

it("safepassage gateway status says if none runs", async () => {
  await call("gateway", "init", ngoB, "--yes");
  const { exit, err } = await call("gateway", "status", ngoB);
  expect(exit).toBe(1);
  expect(err).toContain("(GATEWAY_NOT_RUNNING)");
  expect((await call("gateway", "status", ngoB, "--wait", "soon")).exit).toBe(2);
});
