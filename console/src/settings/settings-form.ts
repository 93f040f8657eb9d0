/** Settings as the server says them and as the form holds them. Pure. */
export type WordsByLanguage = Record<string, string>;
export type FieldKind = "text" | "email" | "phone" | "order_number" | "select";

export interface PreChatField {
  name: string;
  kind: FieldKind;
  label: WordsByLanguage;
  required: boolean;
  options: { value: string; label: WordsByLanguage }[];
}
export interface OtherWay {
  label: WordsByLanguage;
  url?: string;
  picture?: string;
}
interface Widget {
  colour: string;
  side: "left" | "right";
  title: WordsByLanguage;
  languages: string[];
  preChat: PreChatField[];
  articles: boolean;
  consent: { policy: string; url: string; text: WordsByLanguage } | null;
  links: OtherWay[];
}
export interface SettingsShown {
  tenant: string;
  name: string;
  settings: {
    autoReply: boolean;
    autoReplyConfidence: number;
    readyConfidence: number;
    widgetOrigins: string[];
    greeting: WordsByLanguage;
    widget: Widget;
  };
}

/** Languages that have a field of their own; what others say is kept as it is. */
export const WORD_LANGUAGES = ["zh-CN", "en"] as const;

export interface FormField {
  name: string;
  kind: FieldKind;
  label: WordsByLanguage;
  required: boolean;
  /** one choice a line: the words as shown, for every language the same */
  options: string;
}
export interface SettingsForm {
  name: string;
  autoReply: boolean;
  /** percent */
  autoReplyConfidence: number;
  readyConfidence: number;
  origins: string;
  greeting: WordsByLanguage;
  title: WordsByLanguage;
  colour: string;
  side: "left" | "right";
  articles: boolean;
  preChat: FormField[];
  asksConsent: boolean;
  consent: { policy: string; url: string; text: WordsByLanguage };
  links: { label: WordsByLanguage; url: string; picture: string }[];
}
export interface ChangeOfSettings {
  name: string;
  autoReply: boolean;
  autoReplyConfidence: number;
  readyConfidence: number;
  widgetOrigins: string[];
  greeting: WordsByLanguage;
  widget: Omit<Widget, "languages">;
}

const PERCENT = 100;

export function formOf({ name, settings }: SettingsShown): SettingsForm {
  const { widget } = settings;
  return {
    name,
    autoReply: settings.autoReply,
    autoReplyConfidence: Math.round(settings.autoReplyConfidence * PERCENT),
    readyConfidence: Math.round(settings.readyConfidence * PERCENT),
    origins: settings.widgetOrigins.join("\n"),
    greeting: settings.greeting,
    title: widget.title,
    colour: widget.colour,
    side: widget.side,
    articles: widget.articles,
    asksConsent: widget.consent !== null,
    consent: widget.consent ?? { policy: "", url: "", text: {} },
    links: widget.links.map(({ label, url = "", picture = "" }) => ({ label, url, picture })),
    preChat: widget.preChat.map((field) => ({ ...field, options: field.options.map(({ label, value }) => label["zh-CN"] ?? label.en ?? value).join("\n") })),
  };
}

const lines = (text: string): string[] =>
  text
    .split(/\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
const said = (words: WordsByLanguage): WordsByLanguage => Object.fromEntries(Object.entries(words).filter(([, text]) => (text ?? "").trim() !== ""));

/** What was left empty is not said. */
const given = <K extends string>(name: K, text: string): Partial<Record<K, string>> =>
  text.trim() === "" ? {} : ({ [name]: text.trim() } as Record<K, string>);

export function changeOf(form: SettingsForm): ChangeOfSettings {
  return {
    name: form.name.trim(),
    autoReply: form.autoReply,
    autoReplyConfidence: form.autoReplyConfidence / PERCENT,
    readyConfidence: form.readyConfidence / PERCENT,
    widgetOrigins: lines(form.origins),
    greeting: said(form.greeting),
    widget: {
      colour: form.colour,
      side: form.side,
      title: said(form.title),
      articles: form.articles,
      consent: form.asksConsent ? { policy: form.consent.policy.trim(), url: form.consent.url.trim(), text: said(form.consent.text) } : null,
      links: form.links.map(({ label, url, picture }) => ({ label: said(label), ...given("url", url), ...given("picture", picture) })),
      preChat: form.preChat.map(({ options, label, ...field }) => ({
        ...field,
        label: said(label),
        options: field.kind === "select" ? lines(options).map((line) => ({ value: line.slice(0, 100), label: { "zh-CN": line, en: line } })) : [],
      })),
    },
  };
}
