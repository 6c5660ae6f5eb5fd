/** Where something floats that tells about what is under the pointer. */

const gap = 16;
const rim = 6;

/** Right of a place in the window, or left of it where there is no room; never beyond the window. */
export function place(
  element: HTMLElement,
  { left, top }: { readonly left: number; readonly top: number },
): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const x = left + gap + width + rim <= innerWidth ? left + gap : left - gap - width;
  const y = Math.min(top + gap, innerHeight - height - rim);
  element.style.transform = `translate(${Math.round(Math.max(rim, x))}px, ${Math.round(Math.max(rim, y))}px)`;
}
