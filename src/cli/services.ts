// `gatewright services`: the built-in service catalogue.

import type { Command } from 'commander';
import type { Traffic } from '../policy/policy.ts';
import { protocolName } from '../policy/protocols.ts';
import { type BuiltInService, catalogue } from '../policy/services.ts';
import { type Cli, type OutputOption, terminalOf, withOutput } from './context.ts';
import { formatTable } from './terminal.ts';

export function addServices(program: Command, cli: Cli): void {
  withOutput(program.command('services'))
    .description('List the services that rules can name without a Service manifest.')
    .addHelpText('after', '\nExamples:\n  gatewright services\n  gatewright services -o json')
    .action((options: OutputOption) => {
      terminalOf(cli, options).result({ text: formatTable(catalogue.map(serviceRow)), json: catalogue });
    });
}

function serviceRow(service: BuiltInService): readonly string[] {
  return [service.name, service.traffic.map(formatTraffic).join(' '), service.description];
}

function formatTraffic(traffic: Traffic): string {
  if (traffic.kind === 'protocol') return protocolName(traffic.protocol);
  if (traffic.kind === 'icmp') return `${traffic.family === 'ipv4' ? 'icmp' : 'icmpv6'}/${traffic.type}`;
  const ports = traffic.ports.length > 0 ? traffic.ports : traffic.sourcePorts;
  return `${traffic.protocol}/${ports.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(',')}`;
}
