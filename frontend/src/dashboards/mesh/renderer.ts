/** Draws meshes and clouds with WebGL 2. Browsers allow few contexts, so all cards share this one, and take its pictures. */
import { lensMatrix } from "../../gl/orbit";
import { Program } from "../../gl/program";
import { type Camera, type Extent, viewMatrix } from "./camera";
import type { Mesh } from "./request";

export interface Scene {
  readonly mesh: Mesh;
  readonly extent: Extent;
  readonly camera: Camera;
  /** Of vertices without a colour of their own: red, green, blue from 0 to 1. */
  readonly ink: readonly [number, number, number];
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** Pixels of a point, of the screen's own. */
  readonly pointSize: number;
}

const vertexShader = `#version 300 es
uniform mat4 view, lens;
uniform float pointSize;
uniform vec3 ink;
uniform bool inked;
in vec3 position;
in vec3 colour;
out vec3 shade;
out vec3 place;
void main() {
  vec4 seen = view * vec4(position, 1.0);
  place = seen.xyz;
  shade = inked ? ink : colour;
  bool lost = any(isnan(position)) || any(isinf(position));
  gl_Position = lost ? vec4(2.0, 2.0, 2.0, 1.0) : lens * seen;
  gl_PointSize = pointSize;
}`;

/** Faces are flat and lit from the eye, a little from above, on both sides alike. */
const fragmentShader = `#version 300 es
precision highp float;
uniform bool faces;
in vec3 shade;
in vec3 place;
out vec4 pixel;
void main() {
  float light = 1.0;
  if (faces) {
    vec3 normal = normalize(cross(dFdx(place), dFdy(place)));
    light = 0.35 + 0.65 * abs(dot(normal, normalize(vec3(0.25, 0.45, 1.0))));
  } else {
    vec2 off = gl_PointCoord - 0.5;
    if (dot(off, off) > 0.25) discard;
  }
  pixel = vec4(shade * light, 1.0);
}`;

const degrees = 45;
/** Radii before and behind the middle that are drawn. */
const depth = 1.8;

interface Buffers {
  readonly vertices: WebGLVertexArrayObject;
  readonly own: readonly WebGLBuffer[];
  readonly points: number;
  readonly corners: number;
}

/** So many numbers of vertices and corners stay in the graphics memory. */
const mostHeld = 60_000_000;

class Renderer {
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly gl: WebGL2RenderingContext;
  private readonly program: Program;
  /** In the order of use. */
  private readonly held = new Map<Mesh, Buffers>();

  constructor() {
    const gl = this.canvas.getContext("webgl2", { antialias: true, alpha: true, premultipliedAlpha: true });
    if (!gl) throw new Error("WebGL 2 is not to be had.");
    this.gl = gl;
    this.program = new Program(gl, vertexShader, fragmentShader, ["position", "colour"]);
    gl.enable(gl.DEPTH_TEST);
  }

  get lost(): boolean {
    return this.gl.isContextLost();
  }

  draw(target: HTMLCanvasElement, scene: Scene): void {
    const { gl, canvas, program } = this;
    const { width, height } = scene;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const { camera, extent, mesh } = scene;
    const buffers = this.buffersOf(mesh);
    const lens = lensMatrix(
      degrees,
      width / height,
      Math.max(0.01, camera.distance - depth),
      camera.distance + depth,
    );
    program.use();
    gl.uniformMatrix4fv(program.uniform("view"), false, viewMatrix(camera, extent));
    gl.uniformMatrix4fv(program.uniform("lens"), false, lens);
    gl.uniform1f(program.uniform("pointSize"), scene.pointSize);
    gl.uniform3fv(program.uniform("ink"), scene.ink);
    gl.uniform1i(program.uniform("inked"), mesh.colours ? 0 : 1);
    gl.uniform1i(program.uniform("faces"), buffers.corners ? 1 : 0);
    gl.bindVertexArray(buffers.vertices);
    if (buffers.corners) gl.drawElements(gl.TRIANGLES, buffers.corners, gl.UNSIGNED_INT, 0);
    else gl.drawArrays(gl.POINTS, 0, buffers.points);
    gl.bindVertexArray(null);
    target.getContext("bitmaprenderer")?.transferFromImageBitmap(canvas.transferToImageBitmap());
  }

  private buffersOf(mesh: Mesh): Buffers {
    const buffers = this.held.get(mesh) ?? this.upload(mesh);
    this.held.delete(mesh);
    this.held.set(mesh, buffers);
    let size = 0;
    for (const { points, corners } of this.held.values()) size += 3 * points + corners;
    for (const [oldest, { vertices, own, points, corners }] of this.held) {
      if (size <= mostHeld || oldest === mesh) break;
      size -= 3 * points + corners;
      this.held.delete(oldest);
      this.gl.deleteVertexArray(vertices);
      for (const buffer of own) this.gl.deleteBuffer(buffer);
    }
    return buffers;
  }

  private upload({ vertices, faces, colours }: Mesh): Buffers {
    const { gl } = this;
    const array = gl.createVertexArray();
    const own: WebGLBuffer[] = [];
    const fill = (target: number, data: ArrayBufferView) => {
      const buffer = gl.createBuffer();
      own.push(buffer);
      gl.bindBuffer(target, buffer);
      gl.bufferData(target, data, gl.STATIC_DRAW);
    };
    gl.bindVertexArray(array);
    fill(gl.ARRAY_BUFFER, vertices);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
    if (colours) {
      fill(gl.ARRAY_BUFFER, colours);
      gl.enableVertexAttribArray(1);
      gl.vertexAttribPointer(1, 3, gl.UNSIGNED_BYTE, true, 0, 0);
    }
    if (faces) fill(gl.ELEMENT_ARRAY_BUFFER, faces);
    gl.bindVertexArray(null);
    return { vertices: array, own, points: vertices.length / 3, corners: faces?.length ?? 0 };
  }
}

let renderer: Renderer | null = null;

/** Draws a scene on a canvas. An Error where the browser has no WebGL 2. */
export function draw(target: HTMLCanvasElement, scene: Scene): void {
  if (!renderer || renderer.lost) renderer = new Renderer();
  renderer.draw(target, scene);
}
