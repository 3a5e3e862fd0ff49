/** ZIP files for tests, sound ones and others. */
import { deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string | Buffer;
  readonly content: Buffer;
  readonly method?: 'stored' | 'deflated' | number;
  readonly encrypted?: boolean;
  /** Instead of where it is. */
  readonly offset?: number;
  /** What the directory says of its compressed size. */
  readonly compressed?: number;
}

/** With ZIP64 every size and offset is in its extra field. */
export function zipOf(entries: readonly ZipEntry[], { zip64 = false, comment = '' } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const push = (bytes: Buffer): void => {
    parts.push(bytes);
    offset += bytes.length;
  };
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const method = entry.method === 'stored' ? 0 : typeof entry.method === 'number' ? entry.method : 8;
    const data = method === 8 ? deflateRawSync(entry.content) : entry.content;
    const at = entry.offset ?? offset;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(entry.content.length, 22);
    local.writeUInt16LE(name.length, 26);
    push(Buffer.concat([local, name, data]));
    const size = entry.compressed ?? data.length;
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(entry.encrypted === true ? 1 : 0, 8);
    record.writeUInt16LE(method, 10);
    record.writeUInt32LE(zip64 ? 0xffffffff : size, 20);
    record.writeUInt32LE(zip64 ? 0xffffffff : entry.content.length, 24);
    record.writeUInt16LE(name.length, 28);
    record.writeUInt32LE(zip64 ? 0xffffffff : at, 42);
    const extra = zip64 ? large([entry.content.length, size, at]) : Buffer.alloc(0);
    record.writeUInt16LE(extra.length, 30);
    directory.push(record, name, extra);
  }
  const start = offset;
  const listed = Buffer.concat(directory);
  push(listed);
  if (zip64) {
    const end = offset;
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(BigInt(listed.length), 40);
    record.writeBigUInt64LE(BigInt(start), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(end), 8);
    push(Buffer.concat([record, locator]));
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(zip64 ? 0xffffffff : listed.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : start, 16);
  end.writeUInt16LE(comment.length, 20);
  push(Buffer.concat([end, Buffer.from(comment)]));
  return Buffer.concat(parts);
}

function large(fields: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * fields.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * fields.length, 2);
  for (const [index, field] of fields.entries()) extra.writeBigUInt64LE(BigInt(field), 4 + 8 * index);
  return extra;
}
