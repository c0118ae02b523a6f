// When two rule texts mean the same.

import { findProtocol } from '../policy/protocols.ts';

const protocolWord = /(^| )-p ([a-z][a-z0-9-]*)(?= )/;

/**
 * The text by which a rule is compared: protocol names become numbers, because which names `iptables-save` prints
 * depends on the machine's /etc/protocols. Everything else the kernel prints in one way only.
 */
export function canonicalRule(text: string): string {
  return text.replace(protocolWord, (whole, before: string, name: string) => {
    const number = findProtocol(name);
    return number === undefined ? whole : `${before}-p ${number}`;
  });
}
