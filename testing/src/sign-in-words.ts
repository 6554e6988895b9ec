/** Languages of the sign-in page, as BCP 47 has them. English is the default. */
export const LANGUAGES = ["en", "fr", "es", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What the pages of the provider say. */
export interface SignInWords {
  readonly dir: "ltr" | "rtl";
  readonly title: string;
  /** @param agency - Its name. */
  readonly titleAt: (agency: string) => string;
  readonly choose: string;
  readonly note: string;
  readonly unknown: string;
  readonly ended: string;
  readonly endedWhy: string;
  readonly again: string;
  readonly refused: string;
  /** What stands before the reason of the provider, which is in English. */
  readonly refusedWhy: string;
  /** Between the name of a person and what that person does. */
  readonly colon: string;
}

/** The words, language by language. */
export const SIGN_IN_WORDS: Readonly<Record<Language, SignInWords>> = {
  en: {
    dir: "ltr",
    title: "Sign in",
    titleAt: (agency) => `Sign in to ${agency}`,
    choose: "Choose a person. You work as that person until you sign out.",
    note: "This is the sign-in of the demo. The people are invented, and need no password. At a real agency you sign in with the agency's own provider.",
    unknown: "That person is not known here. Choose one of these.",
    ended: "This sign-in has ended",
    endedWhy: "It was open for too long, or you have used it before.",
    again: "Sign in again",
    refused: "This sign-in does not work",
    refusedWhy: "The sign-in provider says:",
    colon: ": ",
  },
  fr: {
    dir: "ltr",
    title: "Se connecter",
    titleAt: (agency) => `Se connecter à ${agency}`,
    choose:
      "Choisissez une personne. Vous travaillez sous son nom jusqu'à ce que vous vous déconnectiez.",
    note: "C'est la connexion de la démonstration. Les personnes sont inventées et n'ont pas de mot de passe. Dans un véritable organisme, vous vous connectez auprès du service de connexion de celui-ci.",
    unknown: "Cette personne n'est pas connue ici. Choisissez-en une dans la liste.",
    ended: "Cette connexion a pris fin",
    endedWhy: "Elle est restée ouverte trop longtemps, ou vous l'avez déjà utilisée.",
    again: "Se reconnecter",
    refused: "Cette connexion ne fonctionne pas",
    refusedWhy: "Le service de connexion répond\u00a0:",
    colon: "\u00a0: ",
  },
  es: {
    dir: "ltr",
    title: "Iniciar sesión",
    titleAt: (agency) => `Iniciar sesión en ${agency}`,
    choose: "Elija una persona. Trabajará como esa persona hasta que cierre la sesión.",
    note: "Este es el inicio de sesión de la demostración. Las personas son inventadas y no necesitan contraseña. En una entidad real se inicia sesión con el proveedor de la propia entidad.",
    unknown: "Aquí no se conoce a esa persona. Elija una de estas.",
    ended: "Este inicio de sesión ha terminado",
    endedWhy: "Estuvo abierto demasiado tiempo, o ya lo ha utilizado.",
    again: "Iniciar sesión de nuevo",
    refused: "Este inicio de sesión no funciona",
    refusedWhy: "El proveedor responde:",
    colon: ": ",
  },
  ar: {
    dir: "rtl",
    title: "تسجيل الدخول",
    titleAt: (agency) => `تسجيل الدخول إلى ${agency}`,
    choose: "اختاروا شخصًا. تعملون باسمه إلى أن تسجلوا الخروج.",
    note: "هذا تسجيل الدخول الخاص بالعرض التجريبي. الأشخاص من نسج الخيال، ولا يحتاجون إلى كلمة مرور. وفي جهة حقيقية تسجلون الدخول لدى مزود الدخول الخاص بها.",
    unknown: "هذا الشخص غير معروف هنا. اختاروا أحد هؤلاء.",
    ended: "انتهى تسجيل الدخول هذا",
    endedWhy: "بقي مفتوحًا أطول مما يجب، أو سبق أن استخدمتموه.",
    again: "تسجيل الدخول من جديد",
    refused: "تسجيل الدخول هذا لا يعمل",
    refusedWhy: "يقول مزود الدخول:",
    colon: ": ",
  },
};

/** The language of a page for a browser, out of those that it asks for. */
export function languageFor(request: Asking): Language {
  const found = request.acceptsLanguages(...LANGUAGES);
  return LANGUAGES.find((one) => one === found) ?? "en";
}

/** A request as Koa has it. */
interface Asking {
  acceptsLanguages(...offered: readonly string[]): string | false | readonly string[];
}
