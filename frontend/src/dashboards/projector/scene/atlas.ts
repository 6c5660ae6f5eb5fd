/** The points' pictures as one texture: scaled down where the graphics card does not take as large a one. */
import type { SpriteLook } from "./points";
import type { Sprite } from "./types";

export class Atlas {
  private readonly texture: WebGLTexture;
  private held: Sprite | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.texture = gl.createTexture();
  }

  /** Binds a sprite's pictures, and tells where they are. */
  look(sprite: Sprite): SpriteLook {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    if (this.held?.image !== sprite.image) this.upload(sprite);
    this.held = sprite;
    const { image, width, height, tinted } = sprite;
    const most = Math.max(width, height);
    return {
      grid: [Math.max(1, Math.floor(image.width / width)), Math.max(1, Math.floor(image.height / height))],
      part: [width / most, height / most],
      tinted,
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
