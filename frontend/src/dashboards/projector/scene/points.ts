/** The points in the graphics memory, and the drawing of them. */
import { Program } from "../../../gl/program";
import { discFragment, pointAttributes, pointVertex, solidFragment, spriteFragment } from "./shaders";

/** What every drawing of one picture has in common. */
export interface Frame {
  readonly matrix: Float32Array<ArrayBuffer>;
  /** Of the camera's centre from the eye; 0 in 2-D. */
  readonly distance: number;
  /** Of the way to the present layout from the one before. */
  readonly share: number;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  /** Of a point, in CSS pixels. */
  readonly size: number;
  /** Distances where the haze begins and where it is full; how thick it then is, of 1. */
  readonly haze: readonly [number, number, number];
  readonly paper: Colour;
}

/** Red, green and blue from 0 to 1. */
export type Colour = readonly [number, number, number];

/** A mark around points: a ring of a colour and so many CSS pixels, and by what the points are enlarged. */
export interface Ring {
  readonly colour: Colour;
  readonly width: number;
  readonly grown: number;
}

/** CSS pixels of the smallest and the largest point. */
export const limits = { disc: [1.25, 26], sprite: [6, 160] } as const;

const fragments = { disc: discFragment, solid: solidFragment, sprite: spriteFragment };
type Shape = keyof typeof fragments;

/** Bytes of a row in each buffer: places (x, y, z as float32) and paint (red, green, blue, opacity). */
const placeBytes = 12;
const paintBytes = 4;

export class Points {
  /** Made when first needed: each holds the first picture up. */
  private readonly programs: Partial<Record<Shape, Program>> = {};
  private readonly to: WebGLBuffer;
  private readonly from: WebGLBuffer;
  private readonly paint: WebGLBuffer;
  private readonly order: WebGLBuffer;
  private count = 0;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.to = gl.createBuffer();
    this.from = gl.createBuffer();
    this.paint = gl.createBuffer();
    this.order = gl.createBuffer();
  }

  place(to: Float32Array): void {
    this.count = to.length / 3;
    this.fill(this.gl.ARRAY_BUFFER, this.to, to);
  }

  /** Where they come from; null once they are in their places. */
  comeFrom(from: Float32Array | null): void {
    this.fill(this.gl.ARRAY_BUFFER, this.from, from ?? new Float32Array(3));
  }

  colour(paint: Uint8Array): void {
    this.fill(this.gl.ARRAY_BUFFER, this.paint, paint);
  }

  /** Every `stride`th point, hard-edged where what is nearest to the eye hides the rest. */
  solid(frame: Frame, stride: number): void {
    const { gl } = this;
    gl.enable(gl.DEPTH_TEST);
    gl.disable(gl.BLEND);
    this.ready("solid", frame, stride, 0);
    gl.drawArrays(gl.POINTS, 0, Math.ceil(this.count / stride));
    gl.disable(gl.DEPTH_TEST);
  }

  /** Points with soft edges, one over the other: all as they come, or `rows` in their order. */
  soft(frame: Frame, stride: number, opacity: number, rows: Uint32Array | null, ring: Ring): void {
    const { gl } = this;
    const { ratio } = frame;
    this.blend();
    const program = this.ready("disc", frame, rows ? 1 : stride, 1 + 2 * ring.grown * ratio);
    gl.uniform4f(program.uniform("rim"), ...ring.colour, ring.width * ratio);
    gl.uniform1f(program.uniform("opacity"), opacity);
    this.draw(rows, stride);
  }

  /** Their pictures; the atlas is bound already. */
  sprites(frame: Frame, stride: number, rows: Uint32Array | null, look: SpriteLook): void {
    const { gl } = this;
    this.blend();
    const program = this.ready("sprite", frame, rows ? 1 : stride, 0);
    gl.uniform2i(program.uniform("grid"), ...look.grid);
    gl.uniform2f(program.uniform("part"), ...look.part);
    gl.uniform1i(program.uniform("tint"), tints.indexOf(look.tint));
    gl.uniform1f(program.uniform("frame"), 2 * frame.ratio);
    gl.uniform1i(program.uniform("atlas"), 0);
    this.draw(rows, stride);
  }

  private blend(): void {
    const { gl } = this;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  private draw(rows: Uint32Array | null, stride: number): void {
    const { gl } = this;
    if (!rows) {
      gl.drawArrays(gl.POINTS, 0, Math.ceil(this.count / stride));
      return;
    }
    this.fill(gl.ELEMENT_ARRAY_BUFFER, this.order, rows);
    gl.drawElements(gl.POINTS, rows.length, gl.UNSIGNED_INT, 0);
  }

  private ready(shape: Shape, frame: Frame, stride: number, extra: number): Program {
    const { gl } = this;
    this.programs[shape] ??= new Program(gl, pointVertex, fragments[shape], pointAttributes);
    const program = this.programs[shape];
    const { ratio } = frame;
    const [least, most] = limits[shape === "sprite" ? "sprite" : "disc"];
    program.use();
    gl.uniformMatrix4fv(program.uniform("matrix"), false, frame.matrix);
    gl.uniform1f(program.uniform("share"), frame.share);
    gl.uniform1f(program.uniform("size"), frame.size * ratio);
    gl.uniform1f(program.uniform("distance"), frame.distance);
    gl.uniform2f(program.uniform("limits"), least * ratio, most * ratio);
    gl.uniform1f(program.uniform("extra"), extra);
    gl.uniform1i(program.uniform("stride"), stride);
    gl.uniform3f(program.uniform("haze"), ...frame.haze);
    gl.uniform3f(program.uniform("paper"), ...frame.paper);
    this.attributes(frame.share < 1, stride);
    return program;
  }

  /** Steps over rows are strides in the buffers: no copy of the points is thinned. */
  private attributes(moving: boolean, stride: number): void {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.to);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, placeBytes * stride, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.from);
    if (moving) gl.enableVertexAttribArray(1);
    else gl.disableVertexAttribArray(1);
    if (moving) gl.vertexAttribPointer(1, 3, gl.FLOAT, false, placeBytes * stride, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.paint);
    gl.enableVertexAttribArray(2);
    gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, paintBytes * stride, 0);
  }

  private fill(target: number, buffer: WebGLBuffer, data: ArrayBufferView): void {
    this.gl.bindBuffer(target, buffer);
    this.gl.bufferData(target, data, this.gl.DYNAMIC_DRAW);
  }
}

/** WebGL's longest step in a buffer is 255 bytes: so many rows of places. */
export const mostStride = Math.floor(255 / placeBytes);

/** How pictures show their points' colours: not, in what is bright, in what is dark, or as a frame around them. */
export const tints = ["none", "bright", "dark", "frame"] as const;
export type Tint = (typeof tints)[number];

export interface SpriteLook {
  readonly grid: readonly [across: number, down: number];
  readonly part: readonly [number, number];
  readonly tint: Tint;
}
