/** Who is signed in, kept over reloads; the short token is renewed before it ends. */
import { create } from "zustand";
import type { Role } from "../../../protocol/api.ts";

export interface SignedIn {
  token: string;
  refreshToken: string;
  /** epoch ms */
  expiresAt: number;
  agent: { id: string; name: string; email: string; role: Role; tenant: string; teamIds: string[] };
}

interface SignInState {
  signedIn: SignedIn | null;
  /** The server ended it; drafts are kept. */
  expired: boolean;
}

const KEY = "kefu.sign-in";

function kept(): SignedIn | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as SignedIn | null;
  } catch {
    return null;
  }
}

export const useSignIn = create<SignInState>(() => ({ signedIn: kept(), expired: false }));

export function keepSignIn(signedIn: SignedIn): void {
  localStorage.setItem(KEY, JSON.stringify(signedIn));
  useSignIn.setState({ signedIn, expired: false });
}

export function forgetSignIn(expired: boolean): void {
  localStorage.removeItem(KEY);
  useSignIn.setState({ signedIn: null, expired });
}

// Another tab signed in, renewed or left.
addEventListener("storage", (event) => {
  if (event.key === KEY) useSignIn.setState({ signedIn: kept() });
});
