import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeCertificate } from "../../test/make-certificate.ts";
import { readTlsFiles, type TlsFiles } from "../check/tls-files.ts";
import { createCertificateWatch } from "./certificate-watch.ts";

it("takes a certificate that was changed after the one in use was read, and says nothing of one that was not", () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-certificate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const put = ({ certificate, key }: TlsFiles): void => {
    writeFileSync(join(folder, "cert.pem"), certificate);
    writeFileSync(join(folder, "key.pem"), key, { mode: 0o600 });
  };
  const config = { certificate: "cert.pem", key: "key.pem" };
  const next = makeCertificate();
  put(makeCertificate());
  const first = readTlsFiles(folder, config).value as TlsFiles;
  const open = () => {
    const heard: unknown[] = [];
    const watch = createCertificateWatch(folder, config, {
      first,
      renew: ({ certificate }) => heard.push(certificate),
      judge: () => [],
      log: ({ event }) => heard.push(event),
    });
    return { watch, heard };
  };
  const { watch: same, heard: nothing } = open();
  same.look();
  expect(nothing).toEqual([]);
  put(next);
  const { watch: other, heard } = open();
  other.look();
  other.look();
  expect(heard).toEqual([next.certificate.trim(), "certificateRenewed"]);
});
