// What the controller answers on its socket.

import type { ControlAnswer } from '../adapters/control.ts';
import { blameRules } from '../controller/blame.ts';
import type { Loop } from '../controller/loop.ts';
import { type AuditTrail, type Dataplane, SourceError, type StateStore, type Suspension } from '../ports.ts';
import type { Result } from '../result.ts';
import type { HostObject } from '../status/status.ts';

export interface AnswerWorld {
  readonly loop: Loop;
  readonly store: StateStore;
  readonly dataplane: Dataplane;
  readonly audit?: AuditTrail;
}

interface Question {
  readonly command: string;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

export type Answerer = (question: Question) => Promise<ControlAnswer>;

/** Answers one question of a command: 400 for one that makes no sense, 409 where the source refuses, 503 while there is nothing to tell, or nothing to confirm or to go back to. */
export function createAnswerer(world: AnswerWorld): Answerer {
  return async (question) => {
    try {
      return await answer(world, question);
    } catch (error) {
      if (error instanceof SourceError) return { status: 409, body: { message: error.message } };
      throw error;
    }
  };
}

function isSuspension(body: unknown): body is Suspension {
  const { reason, by, until, isRepairing } = (body ?? {}) as Partial<Record<keyof Suspension, unknown>>;
  const texts = [reason, by, until].every((text) => typeof text === 'string' && text !== '' && text.length <= 256);
  return texts && typeof isRepairing === 'boolean' && Date.parse(String(until)) > Date.now();
}

function isSha(word: unknown): word is string {
  return typeof word === 'string' && /^[0-9a-f]{40,64}$/.test(word);
}

function shaWanted(command: 'approve' | 'confirm'): string {
  return `${command} takes a whole commit (40 hex digits) or the digest of a folder (64); gatewright status names the one that waits`;
}

function answerRuled(ruled: Result<HostObject, string>): ControlAnswer {
  return ruled.ok ? { status: 200, body: ruled.value } : { status: 503, body: { message: ruled.error } };
}

async function answer(world: AnswerWorld, { command, body, signal }: Question): Promise<ControlAnswer> {
  const { loop } = world;
  switch (command) {
    case 'status': {
      const status = loop.status();
      if (status === undefined)
        return { status: 503, body: { message: 'the first pass has not ended yet; ask again soon' } };
      return { status: 200, body: status };
    }
    case 'history':
      return { status: 200, body: (await world.store.loadHistory()).entries };
    case 'blame': {
      const enforced = loop.enforced();
      if (enforced === undefined)
        return { status: 503, body: { message: 'nothing is enforced yet: see gatewright status' } };
      return { status: 200, body: await blameRules(world, enforced, signal) };
    }
    case 'confirm': {
      const { sha } = (body ?? {}) as { readonly sha?: unknown };
      if (sha !== undefined && !isSha(sha)) return { status: 400, body: { message: shaWanted('confirm') } };
      return answerRuled(await loop.confirm(sha));
    }
    case 'rollback':
      return answerRuled(await loop.rollBack(signal));
    case 'suspend':
      return isSuspension(body)
        ? { status: 200, body: await loop.suspend(body) }
        : { status: 400, body: { message: 'suspend takes a reason, a name and an end in the future' } };
    case 'resume':
      return { status: 200, body: await loop.suspend('Resume') };
    case 'reconcile':
      return { status: 200, body: await loop.reconcile() };
    case 'approve': {
      const { sha } = (body ?? {}) as { readonly sha?: unknown };
      if (!isSha(sha)) return { status: 400, body: { message: shaWanted('approve') } };
      return { status: 200, body: await loop.approve(sha, signal) };
    }
    default:
      return { status: 404, body: { message: `the controller knows no command ${command}` } };
  }
}
