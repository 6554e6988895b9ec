import { createPrivateKey } from "node:crypto";
import { createSecureContext } from "node:tls";
import { type FolderFault, type Part, readTextPart } from "@safepassage/agency/node";
import { finding } from "../findings/finding.ts";
import { certificatesIn } from "../findings/judge-certificate.ts";

/** A certificate of a gateway with its key, as PEM, and for its listener whose client certificates are admitted. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthorities?: string;
}

/** The names of such files in `agency.json`. */
export type TlsConfig = Omit<TlsFiles, "clientAuthorities"> & {
  readonly clientAuthorities?: string | undefined;
};

/** Reads the certificates that `agency.json` names, and finds whether they belong together. */
export function readTlsFiles(folder: string, config: TlsConfig): Part<TlsFiles> {
  const certificate = readPem(folder, config.certificate, certificatesIn);
  const key = readPem(folder, config.key, createPrivateKey);
  const authorities =
    config.clientAuthorities === undefined
      ? undefined
      : readPem(folder, config.clientAuthorities, certificatesIn);
  const faults: FolderFault[] = [
    ...certificate.faults,
    ...key.faults,
    ...(authorities?.faults ?? []),
  ];
  const [own, ...others] = certificate.value?.parsed ?? [];
  const parsed = key.value?.parsed;
  if (own && parsed && !own.checkPrivateKey(parsed)) {
    const isLater = others.some((one) => one.checkPrivateKey(parsed));
    const differs = finding("CERTIFICATE_KEY_DIFFERS", isLater ? config.certificate : config.key);
    faults.push({ ...differs, ...(isLater && NOT_FIRST) });
  }
  if (faults.length > 0 || certificate.value === undefined || key.value === undefined)
    return { value: undefined, faults };
  const value: TlsFiles = {
    certificate: certificate.value.pem,
    key: key.value.pem,
    ...(authorities?.value && { clientAuthorities: authorities.value.pem }),
  };
  return isUsable(value)
    ? { value, faults }
    : { value: undefined, faults: [finding("CERTIFICATE_UNUSABLE", config.certificate)] };
}

/** Whether TLS takes them: a key may be too short for it, or an algorithm too old. */
function isUsable({ certificate, key, clientAuthorities }: TlsFiles): boolean {
  try {
    createSecureContext({
      ...{ cert: certificate, key },
      ...(clientAuthorities !== undefined && { ca: clientAuthorities }),
    });
    return true;
  } catch {
    return false;
  }
}

/** A chain that begins with somebody else's certificate. */
const NOT_FIRST = {
  sentence: "Its first certificate is not that of the key, but a later one is.",
  fix: "Put your own certificate first, and those of who vouches for it behind it.",
};
/** What authorities hand out beside PEM. */
const NO_PEM = {
  sentence: "It is no PEM. It may be the same in DER.",
  fix: "Write it as PEM: openssl x509 -in FILE -out NEW for a certificate, openssl pkey -in FILE -out NEW for a key.",
};
/** A key that asks for a passphrase, which a gateway cannot give. */
const LOCKED = {
  sentence: "It is a key with a passphrase: the gateway cannot open it.",
  fix: "Write it without one: openssl pkey -in FILE -out NEW, then chmod go= NEW.",
};

function readPem<T>(
  folder: string,
  file: string,
  parse: (pem: string) => T,
): Part<{ readonly pem: string; readonly parsed: T }> {
  const { value: pem, faults } = readTextPart(folder, file);
  if (faults.some(({ code }) => code === "FILE_NOT_TEXT"))
    return { value: undefined, faults: [{ ...finding("CERTIFICATE_INVALID", file), ...NO_PEM }] };
  if (pem === undefined) return { value: undefined, faults };
  try {
    return { value: { pem, parsed: parse(pem) }, faults: [] };
  } catch {
    // What OpenSSL says may quote the file.
    const invalid = finding("CERTIFICATE_INVALID", file);
    const isLocked = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(pem);
    return { value: undefined, faults: [isLocked ? { ...invalid, ...LOCKED } : invalid] };
  }
}
