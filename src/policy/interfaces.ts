// Names of interfaces, of which one that ends in `+` stands for all that begin so.

/** What both name: the narrower one, or nothing. */
export function intersectInterfaces(a: string, b: string): string | undefined {
  if (coversInterface(a, b)) return b;
  return coversInterface(b, a) ? a : undefined;
}

export function coversInterface(wider: string, narrower: string): boolean {
  return wider === narrower || (wider.endsWith('+') && narrower.startsWith(wider.slice(0, -1)));
}
