/**
 * Converts an ISO 639-2 language code to ISO 639-3.
 *
 * Only twenty bibliographic codes differ. Collective codes have no ISO 639-3 code and fail the field's
 * own check.
 */
export const iso639Part3Of = (code: string): string =>
  BIBLIOGRAPHIC[code.toLowerCase()] ?? code.toLowerCase();

/** ISO 639-2/B codes that differ from ISO 639-2/T, which ISO 639-3 uses. */
const BIBLIOGRAPHIC: Readonly<Record<string, string>> = {
  alb: "sqi",
  arm: "hye",
  baq: "eus",
  bur: "mya",
  chi: "zho",
  cze: "ces",
  dut: "nld",
  fre: "fra",
  geo: "kat",
  ger: "deu",
  gre: "ell",
  ice: "isl",
  mac: "mkd",
  mao: "mri",
  may: "msa",
  per: "fas",
  rum: "ron",
  slo: "slk",
  tib: "bod",
  wel: "cym",
};
