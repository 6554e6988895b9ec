/** English texts that are right in another language as they stand: names, and words that both share. */
export const SAME_IN: Readonly<Record<string, readonly string[]>> = {
  fr: ["Eurojust", "Europol", "Frontex"],
  es: ["Eurojust", "Europol", "Frontex"],
};
