/** The conversations of suggestions that agents took, changed or refused. */
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { BehindList } from "./behind-list.tsx";
import { behindSuggestionsOf } from "./figure-names.ts";
import { bandName } from "./suggestions.tsx";

export function SuggestionsBehindPage(): ReactNode {
  const t = useT();
  const { used, band, from, to } = behindSuggestionsOf(useSearch({ strict: false }));
  const sureness = band === undefined ? t("suggestions.any") : bandName(band);
  return (
    <BehindList
      title={`${t(`suggestions.${used}`)} · ${sureness}`}
      means={t(`suggestions-means.${used}`)}
      name={`suggestions-${used}`}
      path="/v1/reports/suggestions/behind"
      query={{ used, from: String(from), to: String(to), ...(band === undefined ? {} : { band: String(band) }) }}
    />
  );
}
