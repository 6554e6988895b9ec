import { createPrivateKey, X509Certificate } from "node:crypto";
import type { GatewayConfig } from "@safepassage/agency";
import { type FolderFault, type Part, readTextPart } from "@safepassage/agency/node";
import { finding } from "../findings/finding.ts";

/** Certificates of a gateway that has TLS itself, as PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthorities?: string;
}

type TlsConfig = NonNullable<GatewayConfig["listen"]["tls"]>;

/** Reads the certificates that `agency.json` names, and finds whether they belong together. */
export function readTlsFiles(folder: string, config: TlsConfig): Part<TlsFiles> {
  const certificate = readPem(folder, config.certificate, (pem) => new X509Certificate(pem));
  const key = readPem(folder, config.key, createPrivateKey);
  const authorities =
    config.clientAuthorities === undefined
      ? undefined
      : readPem(folder, config.clientAuthorities, (pem) => new X509Certificate(pem));
  const faults: FolderFault[] = [
    ...certificate.faults,
    ...key.faults,
    ...(authorities?.faults ?? []),
  ];
  if (certificate.value && key.value && !certificate.value.parsed.checkPrivateKey(key.value.parsed))
    faults.push(finding("CERTIFICATE_KEY_DIFFERS", config.key));
  if (faults.length > 0 || certificate.value === undefined || key.value === undefined)
    return { value: undefined, faults };
  return {
    value: {
      certificate: certificate.value.pem,
      key: key.value.pem,
      ...(authorities?.value && { clientAuthorities: authorities.value.pem }),
    },
    faults,
  };
}

function readPem<T>(
  folder: string,
  file: string,
  parse: (pem: string) => T,
): Part<{ readonly pem: string; readonly parsed: T }> {
  const { value: pem, faults } = readTextPart(folder, file);
  if (pem === undefined) return { value: undefined, faults };
  try {
    return { value: { pem, parsed: parse(pem) }, faults: [] };
  } catch {
    // What OpenSSL says may quote the file.
    return { value: undefined, faults: [finding("CERTIFICATE_INVALID", file)] };
  }
}
