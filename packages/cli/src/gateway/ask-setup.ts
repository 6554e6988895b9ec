import type { NewGateway } from "@safepassage/gateway/node";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";

/** The options of `gateway init`. */
export interface SetupOptions {
  readonly host?: string;
  readonly port?: string;
  readonly localPort?: string;
  readonly tlsCertificate?: string;
  readonly tlsKey?: string;
  readonly tlsClientAuthorities?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly store?: string;
  readonly storeHost?: string;
  readonly storePort?: string;
  readonly storeAuthorities?: string;
  readonly storeDatabase?: string;
  readonly storeUser?: string;
  readonly storePasswordFile?: string;
  readonly yes?: boolean;
}

/**
 * Works out how a gateway is to run: from the options, from a person at the terminal, and with `--yes` from the usual
 * answers.
 *
 * @param listed - The port that the registry has for this agency on this machine.
 */
export async function askSetup(
  io: Io,
  options: SetupOptions,
  listed: () => Promise<number | undefined>,
): Promise<NewGateway> {
  const ask = createAsker(io, options.yes === true);
  const usual = options.port === undefined ? ((await listed()) ?? USUAL_PORT) : USUAL_PORT;
  const port = await ask.port("--port", options.port, {
    question: "Port for other agencies",
    usual,
  });
  const localPort = await ask.port("--local-port", options.localPort, {
    question: "Port for your own systems, on this machine only",
    usual: port === 0 ? 0 : port + 1,
  });
  const tls = await askTls(ask, options);
  const host =
    options.host ??
    (tls === undefined
      ? undefined
      : await ask.text("--host", "Address of this machine that other agencies reach", "0.0.0.0"));
  const store = await askStore(ask, options);
  const listen = { ...(host !== undefined && { host }), port, ...(tls && { tls }) };
  const client = clientOf(options);
  return {
    gateway: { listen, local: { port: localPort }, ...(client && { client }) },
    ...(store && { store }),
  };
}

async function askTls(ask: Asker, options: SetupOptions) {
  const { tlsCertificate, tlsKey, tlsClientAuthorities } = options;
  const isGiven = tlsCertificate !== undefined || tlsKey !== undefined;
  if (!isGiven) {
    if (tlsClientAuthorities !== undefined) throw optionMissing("--tls-certificate and --tls-key");
    const own = await ask.text(
      "--tls-certificate and --tls-key",
      "TLS: does a proxy on this machine have it? (yes, no)",
      "yes",
    );
    if (!/^n/i.test(own)) return undefined;
  }
  const certificate =
    tlsCertificate ??
    (await ask.text("--tls-certificate", "File of the certificate", "tls/certificate.pem"));
  const key = tlsKey ?? (await ask.text("--tls-key", "File of its private key", "tls/key.pem"));
  const clientAuthorities = tlsClientAuthorities;
  return { certificate, key, ...(clientAuthorities !== undefined && { clientAuthorities }) };
}

/** What is shown to partners: only by options, since few ask for it. */
function clientOf({ clientCertificate: certificate, clientKey: key }: SetupOptions) {
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined) throw optionMissing("--client-certificate, beside --client-key");
  if (key === undefined) throw optionMissing("--client-key, beside --client-certificate");
  return { certificate, key };
}

async function askStore(ask: Asker, options: SetupOptions): Promise<NewGateway["store"]> {
  const { storeHost, storePort, storeDatabase, storeUser } = options;
  const { storePasswordFile: passwordFile, storeAuthorities: authorities } = options;
  const engine =
    options.store ?? (await ask.text("--store", "Database (sqlite, postgres)", "sqlite"));
  if (engine !== "sqlite" && engine !== "postgres") {
    throw optionInvalid("--store is sqlite or postgres");
  }
  if (engine === "sqlite") {
    const ofPostgres = [storeHost, storePort, storeDatabase, storeUser, passwordFile, authorities];
    if (ofPostgres.some((one) => one)) throw optionInvalid("--store-… means nothing with sqlite");
    return undefined;
  }
  return {
    engine,
    host:
      storeHost ??
      (await ask.text(
        "--store-host",
        "Its machine, or the folder of its socket",
        "/run/postgresql",
      )),
    ...(storePort !== undefined && { port: readPort("--store-port", storePort) }),
    database:
      storeDatabase ?? (await ask.text("--store-database", "Name of the database", "safepassage")),
    user: storeUser ?? (await ask.text("--store-user", "Role that uses it", "safepassage")),
    ...(passwordFile !== undefined && { passwordFile }),
    ...(authorities !== undefined && { authorities }),
  };
}

interface Asker {
  /**
   * What a person answers; the usual answer for an empty line, and with `--yes`.
   *
   * @param option - What to give where nobody can be asked.
   */
  text(option: string, question: string, usual: string): Promise<string>;
  port(
    option: string,
    given: string | undefined,
    asked: { readonly question: string; readonly usual: number },
  ): Promise<number>;
}

function createAsker(io: Io, takesUsual: boolean): Asker {
  const text: Asker["text"] = async (option, question, usual) => {
    if (takesUsual) return usual;
    const answer = await io.ask(`${question} [${usual}]: `);
    if (answer === undefined) {
      throw optionMissing(
        `${option} (${question}): nobody can be asked. Give it, or --yes for ${usual}`,
      );
    }
    return answer.trim() || usual;
  };
  return {
    text,
    async port(option, given, { question, usual }) {
      if (given !== undefined) return readPort(option, given);
      for (;;) {
        const answer = await text(option, question, String(usual));
        try {
          return readPort(option, answer);
        } catch (error) {
          if (takesUsual) throw error;
          io.err("A port is a number from 0 to 65535; 0 lets the system choose.");
        }
      }
    },
  };
}

function readPort(option: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw optionInvalid(`${option} is a number from 0 to 65535`);
}

const USUAL_PORT = 8401;
