/** Comma-separated values as RFC 4180 has them. */

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLines(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}
