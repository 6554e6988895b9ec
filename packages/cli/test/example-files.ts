import { generateSigningKey, publicJwk } from "@safepassage/trust";
import { createCaller } from "./call.ts";
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
  await make("minimise", "draft.json", ...context, "--out", "minimised.json");
  await make(
    ...["issue", "minimised.json", "--key", "ngo-b.key", "--to", "ngo-c.epochs", ...context],
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
  return files;

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
