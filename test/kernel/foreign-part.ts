// What of a save is not ours, as text that can be compared.

/** Without counters, without what is ours, and without tables in which nothing is. */
export function foreignPart(save: string): string {
  const lines = save
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\[\d+:\d+\] ?/g, '')
    .split('\n')
    .filter((line) => !/^:GW-|^-A GW-|^-A \S+ -j GW-[A-Z]+$/.test(line));
  return lines.join('\n').replaceAll(/^\*\S+\n(?::\S+ ACCEPT \n)*COMMIT\n/gm, '');
}
