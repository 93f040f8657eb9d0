/** Back from an identity provider, or by the link of a letter. Pure. */

export type CameBack = { ticket: string } | { failed: string } | null;

/** What a provider's way back says in the part after #. */
export function cameBackWith(hash: string): CameBack {
  const [, word, value] = /^#sign-in-(ticket|failed)=(.+)$/.exec(hash) ?? [];
  if (word === undefined || value === undefined) return null;
  try {
    return word === "ticket" ? { ticket: decodeURIComponent(value) } : { failed: decodeURIComponent(value) };
  } catch {
    // An address that somebody cut or wrote by hand.
    return null;
  }
}

/** The ticket for a new password that a letter's link carries after #; null = there is none. */
export const resetTokenIn = (hash: string): string | null => /^#reset=([\w-]+)$/.exec(hash)?.[1] ?? null;
