import { useCatalogue, useLocale } from "./words.tsx";

/** What a legal basis is about, in a few words. Waits (Suspense) where they are not loaded yet. */
export function useBasisWords(): (basis: string) => string | undefined {
  const { locale } = useLocale();
  const words = useCatalogue("bases", locale);
  return (basis) => {
    // A basis comes from outside: `constructor` is about nothing.
    const name = [basis, wordedBasis(basis)].find((one) => Object.hasOwn(words, one));
    return name === undefined ? undefined : words[name];
  };
}

/**
 * The basis whose words a basis shares: the GDPR became law of the United Kingdom with the same numbers. `docs/legal/basis-words.md`
 * says where each was read.
 */
export const wordedBasis = (basis: string): string => basis.replace(/^UK-GDPR#/, "GDPR#");
