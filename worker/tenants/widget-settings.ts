/** How a tenant's widget looks, which languages it speaks, and what it asks a visitor before the first message. */
import { z } from "zod";

const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/, "a language tag such as zh-CN or en");

/** Words by language tag. */
export const wordsSchema = z.record(languageTag, z.string().max(1_000));
type Words = z.infer<typeof wordsSchema>;

const preChatFieldSchema = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "lower-case letters, digits and _"),
    kind: z.enum(["text", "email", "phone", "order_number", "select"]),
    label: wordsSchema,
    required: z.boolean().default(false),
    /** for `select` */
    options: z
      .array(z.object({ value: z.string().min(1).max(100), label: wordsSchema }))
      .max(30)
      .default([]),
  })
  .refine((field) => (field.kind === "select") === field.options.length > 0, {
    message: "options belong to a select, and a select needs them",
    path: ["options"],
  });

const https = z.url({ protocol: /^https$/ }).max(1_000);

/** What a visitor must agree to before the first word. A new `policy` is asked for anew. */
const consentSchema = z.object({
  /** Which words: kept with the agreement. */
  policy: z.string().trim().min(1).max(100),
  url: https,
  text: wordsSchema.default({}),
});

/** Another way to reach the business: an address to open, or a picture to scan (a WeChat code), or both. */
const linkSchema = z
  .object({
    label: wordsSchema,
    url: z
      .string()
      .max(1_000)
      .regex(/^(https:\/\/|mailto:|tel:)\S+$/i, "an https:, mailto: or tel: address")
      .optional(),
    picture: https.optional(),
  })
  .refine(({ url, picture }) => url !== undefined || picture !== undefined, { message: "an address or a picture", path: ["url"] });

const fields = {
  colour: z.string().regex(/^#[0-9a-f]{6}$/i, "a colour such as #1f6feb"),
  side: z.enum(["left", "right"]),
  title: wordsSchema,
  /** In the order of preference; the first is spoken to whoever speaks none of them. */
  languages: z.array(languageTag).min(1).max(20),
  preChat: z.array(preChatFieldSchema).max(10),
  /** Visitors may read and search public articles. */
  articles: z.boolean(),
  /** null = nothing is asked for */
  consent: consentSchema.nullable(),
  links: z.array(linkSchema).max(6),
};

export const widgetSettingsSchema = z.object({
  colour: fields.colour.default("#1f6feb"),
  side: fields.side.default("right"),
  title: fields.title.default({}),
  languages: fields.languages.default(["zh-CN", "en"]),
  preChat: fields.preChat.default([]),
  articles: fields.articles.default(true),
  consent: fields.consent.default(null),
  links: fields.links.default([]),
});
type WidgetSettings = z.infer<typeof widgetSettingsSchema>;
/** A change: what it leaves out stays. */
export const widgetChangeSchema = z.object(fields).partial();

const primary = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";

/** The tag among `known` that suits `wanted` best: the same, the same language, or the first there is. Null = there is none. */
function bestLanguage(wanted: string, known: readonly string[]): string | null {
  const same = known.find((tag) => tag.toLowerCase() === wanted.toLowerCase());
  return same ?? known.find((tag) => primary(tag) === primary(wanted)) ?? known[0] ?? null;
}

/** The words for a visitor's language, or null when nothing was written. */
function wordsFor(words: Words, language: string): string | null {
  const tag = bestLanguage(language, Object.keys(words));
  return tag === null ? null : (words[tag] ?? null);
}

/** What the widget is told, in one visitor's language: words written in just that one are said whatever is preferred. */
export function widgetConfig(settings: WidgetSettings, greeting: Words, wanted: string) {
  const language = bestLanguage(wanted, settings.languages) ?? wanted;
  const wordsIn = (words: Words): string | null => words[wanted] ?? wordsFor(words, language);
  return {
    language,
    languages: settings.languages,
    colour: settings.colour,
    side: settings.side,
    title: wordsIn(settings.title),
    greeting: wordsIn(greeting),
    articles: settings.articles,
    consent: settings.consent && { policy: settings.consent.policy, url: settings.consent.url, text: wordsIn(settings.consent.text) },
    links: settings.links.map(({ label, url = null, picture = null }) => ({ label: wordsIn(label) ?? url ?? "", url, picture })),
    preChat: settings.preChat.map(({ name, kind, label, required, options }) => ({
      name,
      kind,
      label: wordsIn(label) ?? name,
      required,
      options: options.map((option) => ({ value: option.value, label: wordsIn(option.label) ?? option.value })),
    })),
  };
}
