/** What stands around every way in: the name, and the other language. */
import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { useLanguage } from "../i18n/language.ts";
import { usePrefs } from "../state/prefs.ts";
import "./sign-in.css";

function LanguageSwitch(): ReactNode {
  const language = useLanguage((shown) => shown.language);
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <button type="button" className="button plain small" lang={other} onClick={() => usePrefs.setState({ language: other })}>
      {other === "en" ? "English" : "中文"}
    </button>
  );
}

/** Why it did not work, read out at once. */
export const SignInProblem = ({ words }: { words: string }): ReactNode => (
  <p className="sign-in-problem" role="alert">
    {words}
  </p>
);

export function SignInFrame({ children }: { children: ReactNode }): ReactNode {
  const t = useT();
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <div className="row">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={28} height={28} />
          <h1 className="grow">{t("sign-in.title")}</h1>
          <LanguageSwitch />
        </div>
        {children}
      </div>
    </main>
  );
}
