/**
 * Makes one executable of workerd, the engine's configuration and the launcher. workerd's own start is put behind a stub (scripts/binary/stub.c): the
 * program header of an ELF note is turned into one more loadable piece that holds it, and the entry leads there. Nothing else of workerd is touched.
 * The launcher's bytes follow, then the configuration, which `workerd compile` appends and finds again from the file's end.
 */
const HEADER = { entry: 0x18, programHeaders: 0x20, programHeaderSize: 0x36, programHeaderCount: 0x38 } as const;
const PROGRAM = { type: 0x00, flags: 0x04, offset: 0x08, vaddr: 0x10, paddr: 0x18, filesz: 0x20, memsz: 0x28, align: 0x30 } as const;
const PT_LOAD = 1;
const PT_NOTE = 4;
const READ_EXECUTE = 5;
const PAGE = 0x1_0000n;
/** See `struct head` of stub.c; the code starts right behind it. */
const HEAD = { magic: "KEFUHEAD", entry: 8, launcherAt: 16, launcherBytes: 24, size: 32 } as const;

const upTo = (value: bigint, step: bigint): bigint => ((value + step - 1n) / step) * step;

export class NotAnEngine extends Error {}

/** `engine`: workerd, stripped or not. Returns the new file's bytes. */
export function joined(engine: Buffer, stub: Buffer, launcher: Buffer): Buffer {
  if (engine.readUInt32BE(0) !== 0x7f454c46 || engine[4] !== 2) throw new NotAnEngine("workerd is no 64-bit ELF file");
  if (stub.toString("latin1", 0, HEAD.magic.length) !== HEAD.magic) throw new NotAnEngine("the stub has no head");
  const tableAt = Number(engine.readBigUInt64LE(HEADER.programHeaders));
  const size = engine.readUInt16LE(HEADER.programHeaderSize);
  const headers = Array.from({ length: engine.readUInt16LE(HEADER.programHeaderCount) }, (_, at) => tableAt + at * size);
  // Loadable pieces stand in the order of their addresses, so the new one, the highest, must be last.
  const note = headers.at(-1);
  if (note === undefined || engine.readUInt32LE(note + PROGRAM.type) !== PT_NOTE) throw new NotAnEngine("workerd's last program header is no note");
  let end = 0n;
  for (const at of headers) {
    const ends = engine.readBigUInt64LE(at + PROGRAM.vaddr) + engine.readBigUInt64LE(at + PROGRAM.memsz);
    if (ends > end) end = ends;
  }
  const vaddr = upTo(end, PAGE) + PAGE;
  const offset = upTo(BigInt(engine.length), PAGE);
  const launcherAt = offset + upTo(BigInt(stub.length), 16n);
  const file = Buffer.alloc(Number(launcherAt) + launcher.length);
  engine.copy(file);
  stub.copy(file, Number(offset));
  launcher.copy(file, Number(launcherAt));

  file.writeBigInt64LE(engine.readBigInt64LE(HEADER.entry) - vaddr, Number(offset) + HEAD.entry);
  file.writeBigInt64LE(launcherAt, Number(offset) + HEAD.launcherAt);
  file.writeBigInt64LE(BigInt(launcher.length), Number(offset) + HEAD.launcherBytes);

  file.writeUInt32LE(PT_LOAD, note + PROGRAM.type);
  file.writeUInt32LE(READ_EXECUTE, note + PROGRAM.flags);
  for (const [field, value] of [
    [PROGRAM.offset, offset],
    [PROGRAM.vaddr, vaddr],
    [PROGRAM.paddr, vaddr],
    [PROGRAM.filesz, BigInt(stub.length)],
    [PROGRAM.memsz, BigInt(stub.length)],
    [PROGRAM.align, PAGE],
  ] as const)
    file.writeBigUInt64LE(value, note + field);
  file.writeBigUInt64LE(vaddr + BigInt(HEAD.size), HEADER.entry);
  return file;
}
