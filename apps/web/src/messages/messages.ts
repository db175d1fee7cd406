import { createI18n } from "vue-i18n";
import { en } from "./en.ts";

/** The languages there are. A new one is a catalog of the same shape as `en` and a line here. */
const CATALOGS = { en };

/** @param preferred languages of the person, best first */
export function createMessages(preferred: readonly string[]) {
  const locale =
    preferred.map((language) => language.split("-")[0]).find((language) => language !== undefined && Object.hasOwn(CATALOGS, language)) ??
    "en";
  document.documentElement.lang = locale;
  return createI18n({ legacy: false, locale, fallbackLocale: "en", messages: CATALOGS });
}
