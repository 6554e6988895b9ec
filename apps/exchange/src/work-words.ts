import type { PEOPLE } from "./people.ts";

type Work = (typeof PEOPLE)[keyof typeof PEOPLE]["work"];

/** What people do, in the languages of the sign-in page: as the console names the roles. */
export const WORK_WORDS: Readonly<Record<Work, Record<"en" | "fr" | "es" | "ar", string>>> = {
  caseworker: {
    en: "caseworker",
    fr: "gestionnaire de dossiers",
    es: "responsable de casos",
    ar: "مسؤول حالات",
  },
  "caseworker and approver": {
    en: "caseworker and approver",
    fr: "gestionnaire de dossiers et responsable des approbations",
    es: "responsable de casos y de aprobaciones",
    ar: "مسؤول حالات ومعتمِد",
  },
  auditor: {
    en: "auditor",
    fr: "responsable d'audit",
    es: "responsable de auditoría",
    ar: "مدقِّق",
  },
  operator: {
    en: "operator",
    fr: "responsable technique",
    es: "responsable de sistemas",
    ar: "مشغِّل البوابة",
  },
  "duty officer": {
    en: "duty officer",
    fr: "responsable de permanence",
    es: "responsable de guardia",
    ar: "موظف مناوب",
  },
  "protection officer": {
    en: "protection officer",
    fr: "responsable de la protection",
    es: "responsable de protección",
    ar: "مسؤول حماية",
  },
};
