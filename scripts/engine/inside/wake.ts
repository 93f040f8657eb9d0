/** Sessions that came from another part are looked at once; found as the names of their files. */

interface SessionsHere {
  SESSION: DurableObjectNamespace;
}
interface Wakeable {
  wake(): Promise<void>;
}

const AT_ONCE = 20;
const FILE = /^([0-9a-f]{64})\.sqlite$/;

export async function wakeSessions(env: SessionsHere): Promise<void> {
  const disk = (env as unknown as { DO_DISK: Fetcher }).DO_DISK;
  const listing = await disk.fetch("http://disk/kefu-CustomerSession/");
  if (!listing.ok) return;
  const ids = ((await listing.json()) as { name: string }[]).flatMap(({ name }) => FILE.exec(name)?.[1] ?? []);
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => (env.SESSION.get(env.SESSION.idFromString(id)) as unknown as Wakeable).wake()));
  }
}
