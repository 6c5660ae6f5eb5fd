/** Shaders compiled and linked, their attributes at the places that they are listed in. */

export class Program {
  private readonly program: WebGLProgram;
  private readonly uniforms = new Map<string, WebGLUniformLocation | null>();

  /** An Error with the driver's words where it does not take them. */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    vertex: string,
    fragment: string,
    attributes: readonly string[],
  ) {
    this.program = gl.createProgram();
    for (const [kind, text] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(kind) as WebGLShader;
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
    }
    for (const [place, name] of attributes.entries()) gl.bindAttribLocation(this.program, place, name);
    gl.linkProgram(this.program);
    if (gl.getProgramParameter(this.program, gl.LINK_STATUS) || gl.isContextLost()) return;
    const said = gl.getAttachedShaders(this.program)?.map((shader) => gl.getShaderInfoLog(shader)) ?? [];
    throw new Error([gl.getProgramInfoLog(this.program), ...said].join("\n"));
  }

  use(): void {
    this.gl.useProgram(this.program);
  }

  /** Where a uniform is set; null for one that the shaders have no use for, which WebGL takes and ignores. */
  uniform(name: string): WebGLUniformLocation | null {
    let place = this.uniforms.get(name);
    if (place === undefined) {
      place = this.gl.getUniformLocation(this.program, name);
      this.uniforms.set(name, place);
    }
    return place;
  }
}
