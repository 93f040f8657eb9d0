/** Words of the screens. Keys are flat; English types the other languages, so a missing word does not compile. */
import i18next, { type TOptions } from "i18next";
import { type Language, usePrefs } from "../state/prefs.ts";
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
  void i18next.init({
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

interface Speaker {
  t: Translate;
  named: (group: string, name: string) => string;
}

/** A screen asks for hundreds of words, most of them without anything to fill in: those are looked up once. */
function speakerOf(language: Language): Speaker {
  const translate = i18next.getFixedT(language) as unknown as Translate;
  const plain = new Map<string, string>();
  const names = new Map<string, string>();
  const t: Translate = (key, options) => {
    if (options) return translate(key, options);
    const words = plain.get(key) ?? translate(key);
    plain.set(key, words);
    return words;
  };
  const named = (group: string, name: string): string => {
    const key = `${group}.${name}`;
    const words = names.get(key) ?? (i18next.exists(key, { lng: language }) ? translate(key as Key) : name.replaceAll("_", " "));
    names.set(key, words);
    return words;
  };
  return { t, named };
}

const speakers = new Map<Language, Speaker>();

function useSpeaker(): Speaker {
  const language = usePrefs((prefs) => prefs.language);
  const speaker = speakers.get(language) ?? speakerOf(language);
  speakers.set(language, speaker);
  return speaker;
}

export const useT = (): Translate => useSpeaker().t;

/** Words for a name that the server gives (an intent, a state): the name itself where there are none. */
export const useNamed = (): Speaker["named"] => useSpeaker().named;
