// A webhook inside a stage's namespace: what it was told stays known while it is down.

import type { HostObject } from '../../src/status/status.ts';
import type { Told } from '../adapters/receiver.ts';
import { signatureOf } from '../adapters/receiver.ts';
import type { Server, Stage } from './stage.ts';

export interface StageWebhook {
  readonly url: string;
  /** Everything that reached it, oldest first. */
  readonly told: readonly Told[];
  /** The status objects of what it was told. */
  statuses(): readonly HostObject[];
  /** Those it was told whose signature is that of `secret`. */
  signed(secret: string): readonly Told[];
  /** Answers with this HTTP status, or never. It is down before the first call. */
  up(answer?: number | 'hang'): Promise<void>;
  down(): Promise<void>;
}

const port = 8080;

/** Down at first. */
export function createWebhook(stage: Stage): StageWebhook {
  const told: Told[] = [];
  let server: Server | undefined;
  const down = async () => {
    await server?.stop();
    server = undefined;
  };
  return {
    url: `http://127.0.0.1:${port}/hook`,
    told,
    statuses: () => told.map(({ body }) => JSON.parse(body) as HostObject),
    signed: (secret) => told.filter(({ headers, body }) => headers['x-signature'] === signatureOf(secret, body)),
    down,
    async up(answer = 204) {
      await down();
      server = await stage.serve(['webhook', String(port), String(answer)], (line) => {
        told.push((line as { readonly told: Told }).told);
      });
    },
  };
}
