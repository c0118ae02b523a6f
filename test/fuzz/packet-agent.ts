// Sends packets in a fuzzed host's namespace and reads what the probe met, by way of packet-agent.pl.

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FuzzHost } from './host.ts';
import { type Met, readRecords } from './wire.ts';

export interface PacketAgent {
  /** Sends what the lines say, and gives all records that come of it. */
  send(lines: readonly string[]): Promise<readonly Met[]>;
}

export function startPacketAgent(host: FuzzHost): PacketAgent {
  const script = fileURLToPath(new URL('./packet-agent.pl', import.meta.url));
  const child = host.namespace.spawn('perl', [script]);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  let records: Met[] = [];
  let finish: ((ended: 'done' | 'died') => void) | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'done') finish?.('done');
    else records.push(...readRecords(Buffer.from(line.slice(2), 'hex')));
  });
  let isDead = false;
  child.on('close', () => {
    isDead = true;
    finish?.('died');
  });
  return {
    send: async (lines) => {
      records = [];
      const ended = new Promise<'done' | 'died'>((resolve) => {
        finish = resolve;
        if (isDead) resolve('died');
      });
      child.stdin.write(`${[...lines, 'F'].join('\n')}\n`);
      if ((await ended) === 'died') throw new Error(`the packet agent died: ${stderr}`);
      return records;
    },
  };
}
