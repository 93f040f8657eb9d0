/** Identity providers of the address's domain, asked for once the domain stands. */
import { useQuery } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { goToProvider, providersOf } from "../api/sign-in-doors.ts";
import { useT } from "../i18n/index.ts";

/** Somebody who still types is not asked about yet, ms. */
const ASK_AFTER_MS = 400;

/** The domain of an address; null = it is not there yet. */
const domainIn = (email: string): string | null => /@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(email.trim())?.[1]?.toLowerCase() ?? null;

export function ProviderButtons({ email }: { email: string }): ReactNode {
  const t = useT();
  const domain = domainIn(email);
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(domain), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [domain]);
  const { data } = useQuery({
    queryKey: ["providers", asked],
    queryFn: () => providersOf(`x@${asked}`),
    enabled: asked !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (domain === null || domain !== asked) return null;
  return (data ?? []).map((provider) => (
    <button key={provider.id} type="button" className="button" onClick={() => goToProvider(provider)}>
      <Building2 size={16} strokeWidth={1.5} aria-hidden />
      {t("sign-in.provider", { name: provider.name })}
    </button>
  ));
}
