import { toInstant } from "@safepassage/core";
import { addGateway } from "@safepassage/gateway/node";
import { generateSigningKey, publicJwk } from "@safepassage/trust";
import { createCaller } from "./call.ts";
import { sample } from "./case-import.ts";
import { createExchange } from "./exchange.ts";
import { NGO_C } from "./world.ts";

/**
 * The files that the examples of the help texts name, made for the present: an example is run as it
 * is printed, without `--now`. A new command adds here what its examples read.
 */
export async function createExampleFiles(): Promise<ReadonlyMap<string, string>> {
  const { files, call } = createCaller(new Date());
  const context = ["--agreement", "agr.json", "--registry", "registry.json"];
  const make = async (...args: string[]): Promise<void> => {
    const { exit, text, io } = await call(...args);
    if (exit !== 0) throw new Error([args.join(" "), text, ...io.stderr].join("\n"));
  };
  await make("prepare", "draft.json", ...context, "--out", "prepared.json");
  await make(
    ...["issue", "prepared.json", "--key", "ngo-b.key", "--to", "ngo-c.epochs", ...context],
    ...["--out", "message.jwe", "--keep", "kept.json"],
  );
  await make(
    ...["open", "message.jwe", "--as", NGO_C, "--epoch-key", "ngo-c.epoch.key", ...context],
    ...["--out", "message.json", "--key", "ngo-c.key", "--receipts", "receipts.txt"],
  );
  await make("evidence", "kept.json", "--out", "message.jwt");
  const record = files.get("message.json") ?? "";
  files.set("case.json", record);
  files.set("cases.jsonl", `${JSON.stringify(JSON.parse(record))}\n`.repeat(2));
  await makeSdJwts();
  files.set("leaking.json", leaking(files.get("draft.json") ?? ""));
  files.set("statement.json", sample("ngo-b.import.json"));
  const [header, ...rows] = sample("ngo-b.csv").split("\r\n");
  // The first three rows, one of which has a line end in a cell: an example ends with 0.
  files.set("cases.csv", [header, ...rows.slice(0, 3), ""].join("\r\n"));
  files.set("request.json", JSON.stringify(requestOfToday()));
  files.set("registry-key.json", files.get("issuer.jwk") ?? "");
  files.set("registry.before.json", dayBefore(files.get("registry.json") ?? ""));
  await makeExchange();
  return files;

  /** What `init exchange` makes, and a message that was sealed in it. */
  async function makeExchange(): Promise<void> {
    const referral = JSON.stringify({ ...requestOfToday(), agreement: "AGR-ASSIST" });
    files.set("referral.json", referral);
    files.set("record.json", JSON.stringify(JSON.parse(referral).consent.record));
    using exchange = createExchange();
    addGateway(exchange.ngoB, { gateway: { listen: { port: 8401 }, local: { port: 8402 } } });
    for (const name of ["cases.csv", "statement.json", "referral.json"]) {
      exchange.write(name, files.get(name) ?? "");
    }
    files.set("sealed.jwe", await exchange.seal());
    for (const [name, text] of exchange.files()) files.set(name, text);
    // So that the folders are there: what the example writes into them is its own.
    for (const name of ["ngo-b", "ngo-c"]) files.set(`exchange/${name}/state/.keep`, "");
  }

  /** What the example of `sd-jwt` makes one after the other. */
  async function makeSdJwts(): Promise<void> {
    files.set("claims.json", '{"iss":"https://issuer.example","name":"Ana","city":"Bern"}');
    for (const name of ["issuer", "holder"]) {
      const key = generateSigningKey("ES256");
      files.set(`${name}.key`, JSON.stringify(key));
      files.set(`${name}.jwk`, JSON.stringify(publicJwk(key)));
    }
    await make(
      ..."sd-jwt issue claims.json --key issuer.key --typ example+sd-jwt".split(" "),
      ..."--disclose /name /city --holder holder.jwk --out held.txt".split(" "),
    );
    await make(
      ..."sd-jwt present held.txt --disclose /city --holder-key holder.key".split(" "),
      ..."--audience https://verifier.example --nonce n-1 --out shown.txt".split(" "),
    );
  }
}

/** The registry as it was handed out a day earlier. */
function dayBefore(text: string): string {
  const file = JSON.parse(text) as { readonly issuedAt: string };
  const issuedAt = toInstant(new Date(Date.parse(file.issuedAt) - 86_400_000));
  return JSON.stringify({ ...file, issuedAt });
}

/** The request of the sample, with a consent that holds today. */
function requestOfToday(): object {
  const request = JSON.parse(sample("ngo-b.request.json"));
  const validFrom = toInstant(new Date(Date.now() - 86_400_000));
  const validUntil = toInstant(new Date(Date.now() + 90 * 86_400_000));
  const record = { ...request.consent.record, givenAt: validFrom, validFrom, validUntil };
  return { ...request, consent: { record } };
}

/** The draft with a name that is withheld in the host of a channel, which is sent. */
function leaking(draft: string): string {
  return draft.replace(/"via": ?"[^"]+"/, '"via":"https://oksana-primernaia.test"');
}
