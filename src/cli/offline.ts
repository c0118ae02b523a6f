// What the controller would answer, found without one: from the state folder, the kernel and the repository's history.

import { type BlamedRule, blameRules } from '../controller/blame.ts';
import { SourceError } from '../ports.ts';
import type { Cli } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { createReader } from './one-shot.ts';
import type { Settings } from './settings.ts';
import { createDataplane } from './wire.ts';
import { createAuditTrail, createPassWorld, recall } from './wire-controller.ts';

/** As `blame` of a running controller. @throws CommandError where nothing was ever applied */
export async function blameOffline(cli: Cli, settings: Settings): Promise<readonly BlamedRule[]> {
  const reader = createReader(cli);
  try {
    const world = createPassWorld(cli, settings, { source: noSource, reader });
    const { lastGood } = await recall(world, settings.host, cli.signal);
    if (lastGood === undefined) {
      throw new CommandError(
        exitCodes.notReady,
        `nothing has been applied on this host yet (state folder ${settings.stateDirectory})`,
      );
    }
    const audit = createAuditTrail(settings);
    return await blameRules(
      { dataplane: createDataplane(settings), ...(audit === undefined ? {} : { audit }) },
      lastGood,
      cli.signal,
    );
  } finally {
    await reader.close();
  }
}

/** Only what was enforced last is asked for. */
const noSource = {
  fetch: () => Promise.reject(new SourceError('SourceUnreachable', 'no source is asked')),
  approve: () => Promise.reject(new SourceError('SourceUnreachable', 'no source is asked')),
  watch: () => Promise.resolve(() => Promise.resolve()),
};
