/** What the graphics card runs: discs or pictures at points, and lines between them. Colours are premultiplied. */

/** Attributes in their order, with `place` where a point was and is to be. */
export const pointAttributes = ["to", "from", "paint"] as const;

const common = `#version 300 es
precision highp float;
precision highp int;
`;

/** Where a point is on its way, how large, and how much of it the haze leaves. */
export const pointVertex = `${common}
uniform mat4 matrix;
uniform float share;       // of the way from one layout to the next
uniform float size;        // device pixels at the camera's centre
uniform float distance;    // of the camera's centre; 0 in 2-D
uniform vec2 limits;       // device pixels of the smallest and the largest
uniform float extra;       // device pixels around the disc
uniform vec3 haze;         // where it begins, where it is full, how thick it is
in vec3 to, from;
in vec4 paint;
out vec4 colour;
out float clear;
out float pixels;
flat out int row;
uniform int stride;
void main() {
  vec4 place = matrix * vec4(mix(from, to, share), 1.0);
  float near = distance > 0.0 ? distance / place.w : 1.0;
  pixels = clamp(size * near, limits.x, limits.y) + extra;
  clear = 1.0 - haze.z * clamp((place.w - haze.x) / (haze.y - haze.x), 0.0, 1.0);
  colour = paint;
  row = gl_VertexID * stride;
  gl_PointSize = pixels;
  gl_Position = paint.a > 0.0 ? place : vec4(2.0, 2.0, 2.0, 1.0);
}`;

/** A disc with a soft edge, and a rim that tells it from those behind. */
export const discFragment = `${common}
uniform vec3 paper;        // the background
uniform vec4 rim;          // its colour, and its device pixels
uniform float opacity;
in vec4 colour;
in float clear;
in float pixels;
out vec4 pixel;
void main() {
  float inside = (0.5 - length(gl_PointCoord - 0.5)) * pixels;
  float cover = clamp(inside, 0.0, 1.0);
  vec3 body = mix(paper, colour.rgb, clear);
  body = mix(rim.rgb, body, rim.a > 0.0 ? clamp(inside - rim.a, 0.0, 1.0) : 1.0);
  float strength = cover * colour.a * opacity;
  pixel = vec4(body * strength, strength);
}`;

/** A disc without anything to see through: for so many that they are not put in order. */
export const solidFragment = `${common}
uniform vec3 paper;
in vec4 colour;
in float clear;
in float pixels;
out vec4 pixel;
void main() {
  vec2 off = gl_PointCoord - 0.5;
  if (pixels > 2.5 && dot(off, off) > 0.25) discard;
  pixel = vec4(mix(paper, colour.rgb, clear * colour.a), 1.0);
}`;

/** A picture out of the atlas. */
export const spriteFragment = `${common}
uniform sampler2D atlas;
uniform ivec2 grid;        // pictures across, and rows of them
uniform vec2 part;         // of the square that a picture fills
uniform vec3 paper;
uniform float frame;       // its device pixels
uniform int tint;          // 0: as it is, 1: what is bright is coloured, 2: what is dark is, 3: framed in colour
in vec4 colour;
in float clear;
in float pixels;
flat in int row;
out vec4 pixel;
void main() {
  vec2 at = (gl_PointCoord - 0.5) / part + 0.5;
  if (any(lessThan(at, vec2(0.0))) || any(greaterThan(at, vec2(1.0))) || row >= grid.x * grid.y) discard;
  vec2 cell = vec2(row % grid.x, row / grid.x);
  // Half a texel, or what is one in a smaller copy, from the edge: nothing of the neighbours is mixed in.
  vec2 texels = vec2(textureSize(atlas, 0)) / vec2(grid);
  vec2 edge = min(vec2(0.5), 0.5 * max(vec2(1.0), texels / (part * pixels)) / texels);
  vec4 picture = texture(atlas, (cell + clamp(at, edge, 1.0 - edge)) / vec2(grid));
  float bright = max(picture.r, max(picture.g, picture.b));
  float cover = tint == 1 ? bright : tint == 2 ? picture.a - bright : picture.a;
  vec3 body = tint == 1 || tint == 2 ? colour.rgb * cover : picture.rgb;
  vec2 rim = (0.5 - abs(at - 0.5)) * part * pixels;
  if (tint == 3 && min(rim.x, rim.y) < frame) {
    cover = 1.0;
    body = colour.rgb;
  }
  if (cover < 0.05) discard;
  pixel = vec4(mix(paper * cover, body, clear), cover) * colour.a;
}`;

export const lineAttributes = ["start", "end"] as const;

/** A line between two points as a strip of four corners; rows that are not there part one chain from the next. */
export const lineVertex = `${common}
uniform mat4 matrix;
uniform float share;
uniform sampler2D tos, froms, paints;
uniform vec2 screen;       // device pixels
uniform float width;
uniform vec3 haze;
uniform vec4 ink;          // in place of the points' colours, unless clear
in uint start, end;
out vec4 colour;
out float clear;
out float across;
const uint none = 0xffffffffu;
ivec2 cell(uint row) {
  uint wide = uint(textureSize(tos, 0).x);
  return ivec2(row % wide, row / wide);
}
vec4 placed(uint row) {
  vec3 to = texelFetch(tos, cell(row), 0).xyz;
  return matrix * vec4(mix(share < 1.0 ? texelFetch(froms, cell(row), 0).xyz : to, to, share), 1.0);
}
void main() {
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  if (start == none || end == none) return;
  vec4 paint = texelFetch(paints, cell(start), 0), other = texelFetch(paints, cell(end), 0);
  if (paint.a == 0.0 || other.a == 0.0) return;
  vec4 a = placed(start), b = placed(end);
  // What is behind the eye is cut off, or it would come in from the other side.
  float least = 0.01;
  if (a.w < least && b.w < least) return;
  if (a.w < least) a = mix(b, a, (b.w - least) / (b.w - a.w));
  if (b.w < least) b = mix(a, b, (a.w - least) / (a.w - b.w));
  bool last = gl_VertexID > 1;
  vec4 here = last ? b : a;
  vec2 along = (b.xy / b.w - a.xy / a.w) * screen;
  float reach = length(along);
  vec2 side = reach > 0.0 ? vec2(-along.y, along.x) / reach : vec2(0.0);
  across = (gl_VertexID % 2 == 0 ? 1.0 : -1.0) * (width / 2.0 + 0.5);
  colour = ink.a > 0.0 ? ink : mix(paint, other, last ? 1.0 : 0.0);
  clear = 1.0 - haze.z * clamp((here.w - haze.x) / (haze.y - haze.x), 0.0, 1.0);
  // Divided here: what is passed on then goes evenly along the screen, as the line's width does.
  gl_Position = vec4(here.xyz / here.w + vec3(side * across * 2.0 / screen, 0.0), 1.0);
}`;

export const lineFragment = `${common}
uniform vec3 paper;
uniform float width;
uniform float opacity;
in vec4 colour;
in float clear;
in float across;
out vec4 pixel;
void main() {
  float strength = clamp(width / 2.0 + 0.5 - abs(across), 0.0, 1.0) * colour.a * opacity;
  pixel = vec4(mix(paper, colour.rgb, clear) * strength, strength);
}`;
