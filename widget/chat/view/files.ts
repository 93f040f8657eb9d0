/** How a part of the log gets at a file of the conversation: given by the app, as parts are drawn deep below it. */
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

export const Files = createContext<(blobKey: string) => Promise<string | null>>(() => Promise.resolve(null));

/** The file's address; undefined while it is fetched, null = it could not be. `blobKey` null = nothing to fetch. */
export function useFile(blobKey: string | null): string | null | undefined {
  const fetchFile = useContext(Files);
  const [address, setAddress] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    let isGone = false;
    if (blobKey !== null) void fetchFile(blobKey).then((found) => !isGone && setAddress(found));
    return () => {
      isGone = true;
    };
  }, [blobKey]);
  return address;
}
