import { checkPages } from "./check-page.ts";

/** Every size in every colours. */
const axe = (["laptop", "phone"] as const).flatMap((size) =>
  (["light", "dark"] as const).map((theme) => ({ size, theme })),
);

for (const locale of ["en", "fr", "es", "ar"] as const) {
  checkPages({ locale, axe, hasKeyboard: true });
}
