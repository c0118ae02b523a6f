// What `conntrack -L -o extended` printed, as flows.

import type { Family } from '../policy/family.ts';
import { parseAddress } from '../policy/network.ts';
import { err, ok, type Result } from '../result.ts';
import type { TrackedFlow } from './flow.ts';

/** TCP's words for a flow that is over. */
const ended: readonly string[] = ['TIME_WAIT', 'CLOSE'];

/**
 * All flows of the namespace that are not over.
 *
 * A line that is not understood is an error, never one flow less.
 */
export function readFlows(listing: string): Result<readonly TrackedFlow[], string> {
  const flows: TrackedFlow[] = [];
  const addresses = new Map<string, bigint | undefined>();
  for (const line of listing.split('\n')) {
    if (line === '') continue;
    const read = readLine(line, addresses);
    if (read === undefined) return err(`conntrack printed a line that is not understood: ${line.slice(0, 160)}`);
    if (read !== 'Ended') flows.push(read);
  }
  return ok(flows);
}

const families: Readonly<Record<string, Family>> = { ipv4: 'ipv4', ipv6: 'ipv6' };

function readLine(line: string, addresses: Map<string, bigint | undefined>): TrackedFlow | 'Ended' | undefined {
  const words = line.split(/\s+/);
  const family = families[words[0] ?? ''];
  const protocol = Number(words[3]);
  if (family === undefined || !Number.isInteger(protocol)) return undefined;
  const sides = splitSides(words.slice(4));
  const [opened, answered] = sides.sides;
  if (opened === undefined || answered === undefined || sides.sides.length > 2) return undefined;
  if (ended.includes(words[5] ?? '')) return 'Ended';
  const source = lookUp(opened.get('src'), addresses);
  const destination = lookUp(opened.get('dst'), addresses);
  const server = lookUp(answered.get('src'), addresses);
  if (source === undefined || destination === undefined || server === undefined) return undefined;
  return {
    ...{ family, protocol, source, destination, server },
    ...(sides.isElsewhere ? { isElsewhere: true } : {}),
    ...numbers({
      sourcePort: opened.get('sport'),
      destinationPort: opened.get('dport'),
      serverPort: answered.get('sport'),
      icmpType: opened.get('type'),
      icmpCode: opened.get('code'),
    }),
  };
}

type Side = ReadonlyMap<string, string>;

/** `key=value` words, a new side from each `src` on. */
function splitSides(words: readonly string[]): { readonly sides: readonly Side[]; readonly isElsewhere: boolean } {
  const sides: Map<string, string>[] = [];
  let isElsewhere = false;
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 0) continue;
    const key = word.slice(0, at);
    if (key === 'src') sides.push(new Map());
    if (key.startsWith('zone')) isElsewhere = true;
    sides.at(-1)?.set(key, word.slice(at + 1));
  }
  return { sides, isElsewhere };
}

function lookUp(text: string | undefined, known: Map<string, bigint | undefined>): bigint | undefined {
  if (text === undefined) return undefined;
  if (!known.has(text)) {
    const parsed = parseAddress(text);
    known.set(text, parsed.ok ? parsed.value.address : undefined);
  }
  return known.get(text);
}

function numbers<K extends string>(texts: Readonly<Record<K, string | undefined>>): { readonly [key in K]?: number } {
  const found: { [key in K]?: number } = {};
  for (const key in texts) {
    const text = texts[key];
    if (text !== undefined) found[key] = Number(text);
  }
  return found;
}
