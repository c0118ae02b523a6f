// expires: a rule matches until its end, and from then on the kernel goes past it by itself.

import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../src/policy/family.ts';
import { policy } from '../policy/yaml.ts';
import { connectAll, enforce, loudProfile } from './policy-host.ts';
import { anyClient, backends, endOfSuite, makeWorld, type World } from './world.ts';

const second = 1_000;

/** In whole seconds from now. */
function fromNow(seconds: number): string {
  return `${new Date(Date.now() + seconds * second).toISOString().slice(0, 19)}Z`;
}

describe.each(backends)('on %s', (backend) => {
  const onEnd = endOfSuite();
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ backend, onEnd, clients: [anyClient] });
    for (const port of [80, 443]) await world.hostPeer.listen({ protocol: 'tcp', port });
  });

  const rule = (action: string, expires: string) =>
    `{name: r, action: ${action}, services: [http], expires: "${expires}"}`;
  const ask = () => Promise.all(families.map((family) => connectAll(world, { family, ports: [80] })));

  test('an Allow lets in before its end, and nobody when its end is past', async () => {
    const end = fromNow(3_600);
    await enforce(world, loudProfile, policy('p', 'ingress', rule('Allow', end)));
    expect(await ask()).toEqual([['connected'], ['connected']]);

    // The compiler knows no time here: this is the rule that a controller which died would leave behind.
    await enforce(world, loudProfile, policy('p', 'ingress', rule('Allow', fromNow(-2))));
    expect(await ask()).toEqual([['refused'], ['refused']]);
  });

  test('a Deny refuses until its end, and later the rule behind it decides', async () => {
    const behind = '{name: s, action: Allow, services: [http]}';
    await enforce(world, loudProfile, policy('p', 'ingress', rule('Reject', fromNow(3_600)), behind));
    expect(await ask()).toEqual([['refused'], ['refused']]);
    await enforce(world, loudProfile, policy('p', 'ingress', rule('Reject', fromNow(-2)), behind));
    expect(await ask()).toEqual([['connected'], ['connected']]);
  });
});
