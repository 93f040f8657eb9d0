/** How I sign in: password, authenticator app, passkeys, and where I am signed in now. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Answer, ask, read } from "../api/client.ts";
import { useServerHas } from "../api/queries.ts";
import { hasPasskeys, type PasskeyAsked, passkeyAnswer } from "../api/sign-in-doors.ts";
import { useT } from "../i18n/index.ts";
import { Loaded } from "../ui/blocks.tsx";
import { RecoveryCodes, SetUpAuthenticator } from "./authenticator.tsx";
import { PasskeyList } from "./passkey-list.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { ProvenDialog } from "./proven.tsx";
import { SignInList } from "./sign-in-list.tsx";
import "./security.css";

interface Factors {
  totp: boolean;
  recoveryCodesLeft: number;
  passkeys: number;
}
type Open = "password" | "set-up" | "remove" | "codes" | "passkey" | null;

/** The browser makes the key, the server keeps its public half. */
async function addPasskey(proof: { password?: string }, name: string): Promise<Answer<unknown>> {
  const asked = await ask<PasskeyAsked<PublicKeyCredentialCreationOptionsJSON>>("POST", "/v1/me/passkeys/options", proof);
  if (!asked.ok) return asked;
  const response = await passkeyAnswer(() =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked.value.options) }),
  );
  // The person thought better of it: nothing was added, and nothing is wrong.
  return response === null ? { ok: true, value: null } : ask("POST", "/v1/me/passkeys", { ticket: asked.value.ticket, name, response });
}

function Authenticator({ factors, open }: { factors: Factors; open: (what: Open) => void }): ReactNode {
  const t = useT();
  if (!factors.totp)
    return (
      <button type="button" className="button" onClick={() => open("set-up")}>
        {t("security.set-up")}
      </button>
    );
  return (
    <span className="row">
      <span className="small muted">{t("security.codes-left", { count: factors.recoveryCodesLeft })}</span>
      <button type="button" className="button small" onClick={() => open("codes")}>
        {t("security.new-codes")}
      </button>
      <button type="button" className="button small danger" onClick={() => open("remove")}>
        {t("remove")}
      </button>
    </span>
  );
}

function Dialogs({ what, onChanged, onClose }: { what: Open; onChanged: () => void; onClose: () => void }): ReactNode {
  const t = useT();
  const [codes, setCodes] = useState<string[] | null>(null);
  const done = (): void => {
    onChanged();
    onClose();
  };
  if (codes) return <RecoveryCodes codes={codes} onClose={done} />;
  switch (what) {
    case "password":
      return <PasswordDialog onDone={done} onClose={onClose} />;
    case "set-up":
      return <SetUpAuthenticator onChanged={onChanged} onClose={onClose} />;
    case "remove":
      return (
        <ProvenDialog
          title={t("security.totp-remove")}
          text={t("security.totp-remove-hint")}
          go={t("remove")}
          run={(proof) => ask("DELETE", "/v1/me/totp", proof)}
          onDone={done}
          onClose={onClose}
        />
      );
    case "codes":
      return (
        <ProvenDialog<{ recoveryCodes: string[] }>
          title={t("security.new-codes")}
          text={t("security.new-codes-hint")}
          go={t("security.new-codes")}
          run={(proof) => ask("POST", "/v1/me/recovery-codes", proof)}
          onDone={({ recoveryCodes }) => setCodes(recoveryCodes)}
          onClose={onClose}
        />
      );
    case "passkey":
      return (
        <ProvenDialog<unknown>
          title={t("security.passkey-add")}
          text={t("security.passkey-hint")}
          go={t("security.passkey-add")}
          run={(proof) => addPasskey(proof, navigator.platform || "Passkey")}
          onDone={done}
          onClose={onClose}
        />
      );
    case null:
      return null;
    default:
      return what satisfies never;
  }
}

export function SecuritySection(): ReactNode {
  const t = useT();
  const queries = useQueryClient();
  const has = useServerHas("/v1/me/factors");
  const [open, setOpen] = useState<Open>(null);
  const query = useQuery({ queryKey: ["me", "factors"], queryFn: () => read<Factors>("/v1/me/factors"), enabled: has });
  if (!has) return null;
  return (
    <section className="section">
      <h2>{t("security.title")}</h2>
      <p className="row">
        <span className="grow">{t("password")}</span>
        <button type="button" className="button" onClick={() => setOpen("password")}>
          {t("security.password-change")}
        </button>
      </p>
      <Loaded query={query}>
        {(factors) => (
          <div className="row">
            <span className="grow">
              {t("security.totp")}
              <span className="small muted block">{factors.totp ? t("security.on") : t("security.off")}</span>
            </span>
            <Authenticator factors={factors} open={setOpen} />
          </div>
        )}
      </Loaded>
      <PasskeyList onAdd={hasPasskeys() ? () => setOpen("passkey") : null} />
      <SignInList />
      <Dialogs key={String(open)} what={open} onChanged={() => void queries.invalidateQueries({ queryKey: ["me"] })} onClose={() => setOpen(null)} />
    </section>
  );
}
