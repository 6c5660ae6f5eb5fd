/** How names of runs and tags are ordered, cut and grouped. */

/** A key whose plain string order is the natural one: "layer2" before "layer10", "lr=0.003" before "lr=0.03". */
export function naturalKey(name: string): string {
  const padded = name.toLowerCase().replace(/(\d+)(\.\d+)?/g, (_, whole: string, fraction = "") => {
    const plain = whole.replace(/^0+(?=\d)/, "");
    return String.fromCharCode(0x30 + Math.min(plain.length, 70)) + plain + fraction;
  });
  return `${padded}\0${name}`;
}

/** A name in parts: what all share, what some share, what tells it apart, what all share at the end. */
export interface NameParts {
  lead: string;
  middle: string;
  telling: string;
  tail: string;
}

/** The last path segment when every one of several names ends with it, such as "/train". */
export function commonTail(names: readonly string[]): string {
  const first = names[0];
  if (first === undefined || names.length < 2) return "";
  const tail = first.slice(Math.max(first.lastIndexOf("/"), 0));
  return tail.startsWith("/") && names.every((name) => name.endsWith(tail)) ? tail : "";
}

/** The leading part that all names share, cut back to a separator. */
export function commonLead(names: readonly string[]): string {
  const first = names[0];
  if (first === undefined || names.length < 2) return "";
  let length = first.length;
  for (const name of names) {
    while (!name.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length).replace(/[^/_-]*$/, "");
}

export function splitName(name: string, lead: string, tail: string): NameParts {
  const end = name.length - tail.length;
  const shared = name.startsWith(lead) && lead.length < end ? lead.length : 0;
  const slash = Math.max(name.lastIndexOf("/", end - 1) + 1, shared);
  const cut = slash < end ? slash : shared;
  return {
    lead: name.slice(0, shared),
    middle: name.slice(shared, cut),
    telling: name.slice(cut, end),
    tail: name.slice(end),
  };
}

/** A tag without what PyTorch and TensorFlow 1 put after the name that somebody gave it. */
export function givenName(tag: string): string {
  return tag.replace(/\/(?:scalar|histogram|image|audio|text)_summary$/, "");
}

/** The group a tag is shown in: what stands before its first slash. */
export function groupOf(tag: string): string {
  const slash = givenName(tag).indexOf("/");
  return slash > 0 ? tag.slice(0, slash) : "";
}

/** Sorted tags as sections, in order; tags without a slash come under "" and first. */
export function grouped(tags: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>([["", []]]);
  for (const tag of tags) {
    const group = groupOf(tag);
    const members = groups.get(group);
    if (members) members.push(tag);
    else groups.set(group, [tag]);
  }
  if (!groups.get("")?.length) groups.delete("");
  return groups;
}
