/** C15, C17: my preferences and how I sign in, canned replies, the tenant and its widget, API keys, state of the components. */
import type { ReactNode } from "react";
import { API_ORIGIN } from "../api/client.ts";
import { useHealth, useMay, useServerHas } from "../api/queries.ts";
import { useSignIn } from "../api/sign-in-state.ts";
import { CannedSettings } from "../canned/canned-settings.tsx";
import { MacroSettings } from "../canned/macro-settings.tsx";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { SecuritySection } from "../security/security-section.tsx";
import { Loaded } from "../ui/blocks.tsx";
import { CopyLine } from "../ui/copy-line.tsx";
import { ApiKeys } from "./api-keys.tsx";
import { IdentityProviders } from "./identity-providers.tsx";
import { Preferences } from "./preferences.tsx";
import { ShortcutSettings } from "./shortcut-settings.tsx";
import { Workspace } from "./workspace.tsx";
import "./settings.css";

function Snippet(): ReactNode {
  const t = useT();
  const tenant = useSignIn((state) => state.signedIn?.agent.tenant ?? "");
  const snippet = `<script async src="${API_ORIGIN}/widget.js" data-tenant="${tenant}"></script>`;
  return (
    <section className="section">
      <h2>{t("settings.widget")}</h2>
      <p className="muted">{t("settings.widget-hint")}</p>
      <CopyLine text={snippet} label={t("settings.copy-snippet")} />
      <p>
        <a href={`${API_ORIGIN}/demo`} target="_blank" rel="noopener">
          {t("settings.demo")}
        </a>
      </p>
    </section>
  );
}

function Components(): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const query = useHealth();
  return (
    <section className="section">
      <h2>{t("settings.components")}</h2>
      <Loaded query={query}>
        {({ components }) => (
          <ul className="component-list">
            {Object.entries(components).map(([name, { state, since, detail }]) => (
              <li key={name} className="row">
                <span className={`dot ${state === "ok" ? "ok" : state === "down" ? "alarm" : "warn"}`} />
                <span className="component-name">{named("component", name)}</span>
                <span className="muted small">
                  {t(`component-state.${state as "ok" | "degraded" | "down"}`)}
                  {state !== "ok" && since > 0 && ` · ${t("since", { time: times.moment(since) })}`}
                  {detail && ` · ${detail}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

export function SettingsPage(): ReactNode {
  const t = useT();
  const keys = useMay("keys:write");
  const settles = useMay("settings:write");
  const providers = useServerHas("/v1/identity-providers");
  return (
    <div className="page">
      <div className="page-inner">
        <h1>{t("nav.settings")}</h1>
        <Preferences />
        <ShortcutSettings />
        <SecuritySection />
        <CannedSettings />
        <MacroSettings />
        {settles && <Workspace />}
        <Snippet />
        {keys && <ApiKeys />}
        {settles && providers && <IdentityProviders />}
        <Components />
      </div>
    </div>
  );
}
