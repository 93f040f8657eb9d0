/** How this person likes the console; kept in this browser. */
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { OwnKeys } from "../shell/shortcut-keys.ts";

export type Theme = "system" | "light" | "dark";
export type Language = "zh-CN" | "en";

export interface SavedFilter {
  name: string;
  status: string;
  channel: string;
  label: string;
  /** Absent in those that were kept before one could filter by it. */
  agent?: string;
}

interface Prefs {
  theme: Theme;
  language: Language;
  density: "comfortable" | "compact";
  /** Tab sends a suggestion, with three seconds to take it back. */
  tabSends: boolean;
  sound: boolean;
  /** Keys without a modifier do something. */
  singleKeys: boolean;
  /** Which keys this person has chosen, by shortcut. */
  keys: OwnKeys;
  contextOpen: boolean;
  /** Templates of platforms that were sent from here, the latest first. */
  platformTemplates: readonly { name: string; language: string }[];
  filters: SavedFilter[];
}

const firstLanguage = (): Language => (navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en");

export const usePrefs = create<Prefs>()(
  persist(
    (): Prefs => ({
      theme: "system",
      language: firstLanguage(),
      density: "comfortable",
      tabSends: false,
      sound: true,
      singleKeys: true,
      keys: {},
      contextOpen: innerWidth >= 1280,
      platformTemplates: [],
      filters: [],
    }),
    {
      name: "kefu.prefs",
    },
  ),
);
