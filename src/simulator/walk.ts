// A packet through one chain: every way that it may take, where not all is known.

import { type Flow, joinMarks, type Mark, setMark } from './flow.ts';
import type { SimulatedRule } from './read-rule.ts';
import type { SimulatedTarget } from './read-target.ts';
import type { IndexedRule, Select } from './rule-index.ts';
import type { Truth } from './truth.ts';

export interface SimulatedChain {
  readonly name: string;
  /** Rules that the packet cannot match may be left out. */
  readonly select: Select<LabelledRule>;
}

export interface LabelledRule extends SimulatedRule, IndexedRule {
  readonly label: string;
  readonly text: string;
  /** Where the target leads, if it is a chain that exists. */
  readonly next?: SimulatedChain;
}

/** A target that ends the walk, and the mark that the packet bears then. */
export interface Ending {
  readonly target: SimulatedTarget;
  readonly rule: string;
  readonly text: string;
  readonly mark: Mark;
}

export interface Walked {
  readonly endings: readonly Ending[];
  /** The mark with which the packet may come out at the end, and the rule that sent it back; undefined where it cannot. */
  readonly out: Out | undefined;
  /** Whether it may have been taken from connection tracking. */
  readonly untracked: Truth;
}

interface Out {
  readonly mark: Mark;
  /** Labels of the rules that returned; empty for the end of the chain. */
  readonly rules: ReadonlySet<string>;
}

interface Steps {
  readonly endings: Ending[];
  untracked: Truth;
}

/** Deeper than the kernel goes, so a circle of chains ends here. */
const maxDepth = 64;

export function walkChain(chain: SimulatedChain, flow: Flow): Walked {
  const steps: Steps = { endings: [], untracked: 'no' };
  const mark = flow.mark;
  const out = walk(chain, flow, { steps, depth: 0 });
  flow.mark = mark;
  return { ...steps, out };
}

interface Place {
  readonly steps: Steps;
  readonly depth: number;
}

/** `flow.mark` is the mark at the rule that is looked at. */
function walk(chain: SimulatedChain, flow: Flow, { steps, depth }: Place): Out | undefined {
  if (depth > maxDepth) throw new Error(`chain ${chain.name} stands too deep`);
  let out: Out | undefined;
  for (const rule of chain.select(flow)) {
    const matches = testRule(rule, flow);
    if (matches === 'no') continue;
    const { target, next, label, text } = rule;
    switch (target.kind) {
      case 'count':
        continue;
      case 'untrack':
        steps.untracked = matches === 'yes' ? 'yes' : steps.untracked === 'yes' ? 'yes' : 'unknown';
        continue;
      case 'mark': {
        const marked = setMark(flow.mark, target.value, target.mask);
        flow.mark = matches === 'yes' ? marked : joinMarks(flow.mark, marked);
        continue;
      }
      case 'return':
        out = joinOut(out, flow.mark, [label]);
        break;
      case 'jump':
      case 'goto': {
        const before = flow.mark;
        const back = next === undefined ? opaque(steps, flow, rule) : walk(next, flow, { steps, depth: depth + 1 });
        if (target.kind === 'goto') {
          if (back !== undefined) out = joinOut(out, back.mark, back.rules);
          flow.mark = before;
          break;
        }
        if (back === undefined) {
          flow.mark = before;
          break;
        }
        flow.mark = matches === 'yes' ? back.mark : joinMarks(before, back.mark);
        continue;
      }
      default:
        if (target.kind === 'opaque') out = joinOut(out, flow.mark, [label]);
        steps.endings.push({ target, rule: label, text, mark: flow.mark });
    }
    if (matches === 'yes') return out;
  }
  return out === undefined ? { mark: flow.mark, rules: noRules } : joinOut(out, flow.mark, noRules);
}

/** A chain that is not there to be looked at may do anything. */
function opaque(steps: Steps, flow: Flow, { label, text }: LabelledRule): Out {
  steps.endings.push({ target: { kind: 'opaque' }, rule: label, text, mark: flow.mark });
  return { mark: flow.mark, rules: new Set([label]) };
}

const noRules: ReadonlySet<string> = new Set();

function joinOut(out: Out | undefined, mark: Mark, rules: Iterable<string>): Out {
  if (out === undefined) return { mark, rules: new Set(rules) };
  return { mark: joinMarks(out.mark, mark), rules: new Set([...out.rules, ...rules]) };
}

function testRule({ tests }: SimulatedRule, flow: Flow): Truth {
  let truth: Truth = 'yes';
  for (const test of tests) {
    const next = test(flow);
    if (next === 'no') return 'no';
    if (next === 'unknown') truth = 'unknown';
  }
  return truth;
}
