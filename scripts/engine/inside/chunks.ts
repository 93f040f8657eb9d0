/** Values of any size in an object's SQLite, which takes at most 2 MB a row: a value is its pieces in order. */

const CHUNK_BYTES = 1_000_000;

export class Chunks {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS chunks (key TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (key, n)) WITHOUT ROWID");
  }

  /** Call it inside the transaction that writes what is known about the value. */
  write(key: string, value: Uint8Array): void {
    this.remove(key);
    for (let n = 0; n === 0 || n * CHUNK_BYTES < value.byteLength; n++) {
      const bytes = value.slice(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES).buffer;
      this.#sql.exec("INSERT INTO chunks (key, n, bytes) VALUES (?1, ?2, ?3)", key, n, bytes);
    }
  }

  /** `length` bytes from `offset`; only the pieces that hold them are read. */
  read(key: string, offset: number, length: number): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(length);
    const [first, last] = [Math.floor(offset / CHUNK_BYTES), Math.floor((offset + length) / CHUNK_BYTES)];
    for (const { n, bytes } of this.#sql.exec<{ n: number; bytes: ArrayBuffer }>(
      "SELECT n, bytes FROM chunks WHERE key = ?1 AND n BETWEEN ?2 AND ?3 ORDER BY n",
      key,
      first,
      last,
    )) {
      const begin = n * CHUNK_BYTES;
      const piece = new Uint8Array(bytes).subarray(Math.max(0, offset - begin), Math.max(0, Math.min(bytes.byteLength, offset + length - begin)));
      whole.set(piece, Math.max(0, begin - offset));
    }
    return whole;
  }

  remove(key: string): void {
    this.#sql.exec("DELETE FROM chunks WHERE key = ?1", key);
  }
}
