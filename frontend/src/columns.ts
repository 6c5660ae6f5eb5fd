/**
 * Bodies of the data routes: u32 length, that many bytes of JSON, then columns whose offsets count from the JSON's end.
 * In planar ones a column's first bytes stand before its second ones: see board/columns.py.
 */

export type Column = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array;

const types = { f8: Float64Array, f4: Float32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

/** Where a column stands in the body, and what its numbers are. */
export type Place = readonly [offset: number, type: keyof typeof types];

export interface Body<Header> {
  readonly header: Header;
  /** The column of so many numbers that the header says is there. */
  readonly column: (place: Place, length: number) => Column;
}

export function decodeBody<Header>(buffer: ArrayBuffer): Body<Header> {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as Header & {
    planar?: boolean;
  };
  const plain = ([offset, type]: Place, rows: number) => new types[type](buffer, 4 + length + offset, rows);
  // Series that share a column in the body share it here too.
  const made = new Map<string, Column>();
  const planar = ([offset, type]: Place, rows: number) => {
    const size = types[type].BYTES_PER_ELEMENT;
    const key = `${offset} ${type} ${rows}`;
    const column =
      made.get(key) ?? new types[type](joined(plain([offset, "u1"], rows * size) as Uint8Array, size));
    made.set(key, column);
    return column;
  };
  return { header, column: header.planar ? planar : plain };
}

/** Puts the bytes of each number together again. */
function joined(planes: Uint8Array, size: number): ArrayBuffer {
  const bytes = new Uint8Array(planes.length);
  const rows = planes.length / size;
  for (let plane = 0; plane < size; plane++) {
    for (let i = 0; i < rows; i++) bytes[i * size + plane] = planes[plane * rows + i] as number;
  }
  return bytes.buffer;
}
