// Texts of manifests as faults show them.

/** Quoted, control characters escaped, cut where it is very long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
