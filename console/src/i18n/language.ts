/** The language on the screen: the wished one as soon as its words are here. */
import { create } from "zustand";
import type { Language } from "../state/prefs.ts";

export const useLanguage = create<{ language: Language }>(() => ({ language: "en" }));

export const languageNow = (): Language => useLanguage.getState().language;
