/** English texts that are right in another language as they stand: names, and words that both languages share. */
export const SAME_IN: Readonly<Record<string, readonly string[]>> = {
  es: [
    ...["Eurojust", "Europol", "Frontex"],
    ...["Alias", "Casino", "error", "Iris", "No", "Total"],
  ],
  fr: [
    ...["Eurojust", "Europol", "Frontex"],
    ...["Audit", "Casino", "Certain", "Construction", "Contact", "Danger", "Document"],
    ...["Exploitation", "Imminent", "Iris", "Justification", "Minibus", "Organisation", "Police"],
    ...["Probable", "Prostitution", "Servitude", "Total", "Transit", "Urgent", "Visa"],
  ],
};
