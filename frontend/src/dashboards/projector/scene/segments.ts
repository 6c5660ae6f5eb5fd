/** Lines between points: places and colours are read from textures, so a line costs two rows. */
import { Program } from "../../../gl/program";
import type { Colour, Frame } from "./points";
import { lineAttributes, lineFragment, lineVertex } from "./shaders";

/** Parts one chain of rows from the next. */
export const none = 0xffffffff;

/** Rows joined one to the next. */
export interface Chain {
  readonly rows: Uint32Array;
  /** In CSS pixels. */
  readonly width: number;
  readonly opacity: number;
  /** In place of the points' colours. */
  readonly ink: Colour | null;
}

/** Points in a row of a texture. */
const wide = 2048;

export class Segments {
  private readonly program: Program;
  private readonly chain: WebGLBuffer;
  private readonly textures: Record<"tos" | "froms" | "paints", WebGLTexture>;
  private readonly shape: WebGLVertexArrayObject;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = new Program(gl, lineVertex, lineFragment, lineAttributes);
    this.chain = gl.createBuffer();
    this.textures = { tos: gl.createTexture(), froms: gl.createTexture(), paints: gl.createTexture() };
    this.shape = gl.createVertexArray();
  }

  place(to: Float32Array): void {
    const { gl } = this;
    this.fill("tos", gl.RGB32F, gl.RGB, gl.FLOAT, to, 3, Float32Array);
  }

  /** Where points come from; null once they are in their places. */
  comeFrom(from: Float32Array | null): void {
    const { gl } = this;
    this.fill("froms", gl.RGB32F, gl.RGB, gl.FLOAT, from ?? new Float32Array(3), 3, Float32Array);
  }

  colour(paint: Uint8Array): void {
    const { gl } = this;
    this.fill("paints", gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, paint, 4, Uint8Array);
  }

  draw(frame: Frame, { rows, width, opacity, ink }: Chain): void {
    const { gl, program } = this;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    program.use();
    for (const [unit, name] of (["tos", "froms", "paints"] as const).entries()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, this.textures[name]);
      gl.uniform1i(program.uniform(name), unit);
    }
    gl.activeTexture(gl.TEXTURE0);
    gl.uniformMatrix4fv(program.uniform("matrix"), false, frame.matrix);
    gl.uniform1f(program.uniform("share"), frame.share);
    gl.uniform2f(program.uniform("screen"), frame.width, frame.height);
    gl.uniform1f(program.uniform("width"), width * frame.ratio);
    gl.uniform1f(program.uniform("opacity"), opacity);
    gl.uniform3f(program.uniform("haze"), ...frame.haze);
    gl.uniform3f(program.uniform("paper"), ...frame.paper);
    gl.uniform4f(program.uniform("ink"), ...(ink ?? ([0, 0, 0] as const)), ink ? 1 : 0);
    this.strips(rows);
  }

  private strips(rows: Uint32Array): void {
    const { gl } = this;
    gl.bindVertexArray(this.shape);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.chain);
    gl.bufferData(gl.ARRAY_BUFFER, rows, gl.DYNAMIC_DRAW);
    for (const end of [0, 1]) {
      gl.enableVertexAttribArray(end);
      gl.vertexAttribIPointer(end, 1, gl.UNSIGNED_INT, 4, 4 * end);
      gl.vertexAttribDivisor(end, 1);
    }
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, rows.length - 1);
    gl.bindVertexArray(null);
  }

  private fill(
    name: "tos" | "froms" | "paints",
    inner: number,
    format: number,
    type: number,
    data: Float32Array | Uint8Array,
    parts: number,
    Kind: typeof Float32Array | typeof Uint8Array,
  ): void {
    const { gl } = this;
    const high = Math.max(1, Math.ceil(data.length / parts / wide));
    const padded = new Kind(wide * high * parts);
    padded.set(data);
    gl.bindTexture(gl.TEXTURE_2D, this.textures[name]);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.texImage2D(gl.TEXTURE_2D, 0, inner, wide, high, 0, format, type, padded);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }
}

/** Chains of rows one after the other, parted. */
export function joined(chains: readonly Uint32Array[]): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(chains.reduce((sum, chain) => sum + chain.length + 1, 0)).fill(none);
  let at = 0;
  for (const chain of chains) {
    rows.set(chain, at);
    at += chain.length + 1;
  }
  return rows;
}

/** A line from one row to each of some. */
export function star(middle: number, ends: Uint32Array): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(3 * ends.length).fill(none);
  for (const [i, end] of ends.entries()) rows.set([middle, end], 3 * i);
  return rows;
}
