/** Rights that a key may be given here: all but the one that is all of them. Pure. */
import { SCOPES as ALL, type Scope } from "../../../protocol/scopes.ts";

export const SCOPES: readonly Scope[] = ALL.filter((scope) => scope !== "*");
