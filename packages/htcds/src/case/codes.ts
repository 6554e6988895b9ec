/**
 * ISO 639-3 of a language in ISO 639-2.
 *
 * The two agree but for twenty bibliographic codes; collective codes have no ISO 639-3 and fail the
 * check of the field.
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
