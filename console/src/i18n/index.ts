/** Words of the screens. Keys are flat; English types the other languages, so a missing word does not compile. Only the language that is shown is loaded. */
import i18next, { type TOptions } from "i18next";
import { type Language, usePrefs } from "../state/prefs.ts";
import type { en } from "./en.ts";
import { languageNow, useLanguage } from "./language.ts";

type Singular<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
type Words = Readonly<Record<keyof typeof en, string>>;
export type Key = Singular<keyof typeof en>;
export type Translate = (key: Key, options?: TOptions) => string;

const WORDS: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import("./en.ts")).en,
  "zh-CN": async () => (await import("./zh-CN.ts")).zhCN,
};

async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) i18next.addResourceBundle(language, "translation", await WORDS[language]());
  // While the words were on their way another one may have been wished for.
  if (usePrefs.getState().language !== language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  useLanguage.setState({ language });
}

/** Done once the wished language can be shown; another one that cannot be loaded later leaves things as they are. */
export async function startI18n(): Promise<void> {
  await i18next.init({ keySeparator: false, nsSeparator: false, fallbackLng: false, initAsync: false, interpolation: { escapeValue: false }, resources: {} });
  await speak(usePrefs.getState().language);
  usePrefs.subscribe(({ language }) => {
    if (language !== languageNow()) speak(language).catch(() => usePrefs.setState({ language: languageNow() }));
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
  const language = useLanguage((shown) => shown.language);
  const speaker = speakers.get(language) ?? speakerOf(language);
  speakers.set(language, speaker);
  return speaker;
}

export const useT = (): Translate => useSpeaker().t;

/** Words for a name that the server gives (an intent, a state): the name itself where there are none. */
export const useNamed = (): Speaker["named"] => useSpeaker().named;
