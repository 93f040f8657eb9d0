/** Words of the screens. Keys are flat; English types the other languages, so a missing word does not compile. */
import i18next, { type TOptions } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { usePrefs } from "../state/prefs.ts";
import { en } from "./en.ts";
import { zhCN } from "./zh-CN.ts";

type Singular<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type Key = Singular<keyof typeof en>;
export type Translate = (key: Key, options?: TOptions) => string;

const apply = (language: string): void => {
  document.documentElement.lang = language;
};

export function startI18n(): void {
  const { language } = usePrefs.getState();
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, "zh-CN": { translation: zhCN } },
  });
  apply(language);
  usePrefs.subscribe((prefs) => {
    if (i18next.language === prefs.language) return;
    void i18next.changeLanguage(prefs.language);
    apply(prefs.language);
  });
}

export function useT(): Translate {
  const { t } = useTranslation();
  return t as unknown as Translate;
}

/** Words for a name that the server gives (an intent, a state): the name itself where there are none. */
export function useNamed(): (group: string, name: string) => string {
  const { t, i18n } = useTranslation();
  return (group, name) => (i18n.exists(`${group}.${name}`) ? t(`${group}.${name}`) : name.replaceAll("_", " "));
}
