import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../src/index.ts";
import { createNodeIo } from "../src/io/node-io.ts";
import { call } from "./call-on-disk.ts";
import { configOf, makeExchangeForEach, ngoB, ngoC, ports } from "./exchange-folders.ts";

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

makeExchangeForEach();

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
