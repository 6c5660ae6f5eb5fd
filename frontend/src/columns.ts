/** Bodies of the data routes: u32 length, that many bytes of JSON, then columns whose offsets count from the JSON's end. */

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
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as Header;
  return {
    header,
    column: ([offset, type], rows) => new types[type](buffer, 4 + length + offset, rows),
  };
}
