/** Made with the engine's configuration: path → checksum and the module that holds the bytes. */
declare const files: Readonly<Record<string, { etag: string; load(): Promise<{ default: ArrayBuffer }> }>>;
export default files;
