// Scalars of probes: names in DNS, and addresses of web services.

import { err, ok, type Result } from '../result.ts';
import { quote } from './quote.ts';

/** A name in DNS in lower case, without a wildcard; the dot at its end is taken off. */
export function parseHostName(text: string): Result<string, string> {
  const name = text.toLowerCase().replace(/\.$/, '');
  const wrong = describeBadName(name);
  return wrong === undefined ? ok(name) : err(`${quote(text)} ${wrong}`);
}

/** The same, whole: one label alone would be completed by each machine in its own way. */
export function parseDomainName(text: string): Result<string, string> {
  const name = parseHostName(text);
  if (!name.ok)
    return /^[0-9.:a-f]+$/i.test(text) && /[:.]/.test(text) ? err(`${name.error}; write it in \`networks\``) : name;
  return name.value.includes('.')
    ? name
    : err(`${quote(text)} is one label alone; write the whole name, such as ${name.value}.example.org`);
}

function describeBadName(name: string): string | undefined {
  if (name.length > 253) return `has ${name.length} characters; a name has at most 253`;
  if (name.includes('*')) return 'holds a wildcard, which cannot be resolved; write the names that are meant';
  if (/^[0-9.]+$/.test(name) || name.includes(':')) return 'is an address, not a name';
  if (name.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) return undefined;
  return 'is not a name in DNS; write letters, digits and "-" between dots, such as example.org (other alphabets as xn--…)';
}

/** An http or https address that says nothing secret. */
export function parseProbeUrl(text: string): Result<string, string> {
  if (!URL.canParse(text)) return err(`${quote(text)} is not a URL; write one such as "https://example.org/health"`);
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:')
    return err(`${quote(text)} is ${protocol} and only http and https are asked; a tcp probe tries any port`);
  if (username !== '' || password !== '')
    return err('the URL holds a user or a password, and manifests hold no secrets; probe an address that needs none');
  if (hash !== '') return err(`${quote(text)} holds a fragment, which is never sent; take "${hash}" out`);
  return ok(text);
}
