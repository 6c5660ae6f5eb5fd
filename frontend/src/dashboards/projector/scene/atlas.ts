/** The points' pictures as one texture: scaled down where the graphics card does not take as large a one. */
import type { SpriteLook, Tint } from "./points";
import type { Sprite } from "./types";

export class Atlas {
  private readonly texture: WebGLTexture;
  private held: Sprite["image"] | null = null;
  private tint: Tint = "none";

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.texture = gl.createTexture();
  }

  /** Binds a sprite's pictures, and tells where they are. */
  look(sprite: Sprite): SpriteLook {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    if (this.held !== sprite.image) this.upload(sprite);
    this.held = sprite.image;
    const { image, width, height, tinted } = sprite;
    const most = Math.max(width, height);
    return {
      grid: [Math.max(1, Math.floor(image.width / width)), Math.max(1, Math.floor(image.height / height))],
      part: [width / most, height / most],
      tint: tinted ? this.tint : "none",
    };
  }

  /** Only whole pictures: what is left over at the right and below is cut off, so that shares of the texture are pictures. */
  private upload({ image, width, height }: Sprite): void {
    const { gl } = this;
    const across = Math.max(1, Math.floor(image.width / width)) * width;
    const down = Math.max(1, Math.floor(image.height / height)) * height;
    const shrunk = Math.min(1, (gl.getParameter(gl.MAX_TEXTURE_SIZE) as number) / Math.max(across, down));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.floor(across * shrunk)),
      Math.max(1, Math.floor(down * shrunk)),
    );
    canvas.getContext("2d")?.drawImage(image, 0, 0, across, down, 0, 0, canvas.width, canvas.height);
    this.tint = tintOf(canvas);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, canvas);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }
}

/** Pixels of a side that pictures are judged by. */
const sample = 256;
/** Of 255: what differs less is grey. */
const hueless = 12;

/** What suits these pictures, judged by a small copy of them: grey ones by whether they are dark or bright on the whole. */
function tintOf(pictures: OffscreenCanvas): Tint {
  const small = new OffscreenCanvas(sample, sample).getContext("2d", { willReadFrequently: true });
  small?.drawImage(pictures, 0, 0, sample, sample);
  const pixels = small?.getImageData(0, 0, sample, sample).data ?? [];
  let [light, seen] = [0, 0];
  for (let i = 0; i < pixels.length; i += 4) {
    if ((pixels[i + 3] as number) < 128) continue;
    const [red, green, blue] = [pixels[i] as number, pixels[i + 1] as number, pixels[i + 2] as number];
    const [least, most] = [Math.min(red, green, blue), Math.max(red, green, blue)];
    if (most - least > hueless) return "frame";
    light += most;
    seen++;
  }
  return light > 127 * seen ? "dark" : "bright";
}
