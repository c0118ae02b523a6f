// What is wrong with YAML, said to somebody who writes manifests.

import { type Document, isAlias, isScalar, type Node, type Scalar, type YAMLError } from 'yaml';

/** Why this node may not stand in a manifest, whatever its value; undefined where it may. */
export function describeNode(node: Node): string | undefined {
  if (isAlias(node)) {
    return `alias *${cut(node.source)}: aliases are not read; write the value out (a text that begins with "*" needs quotes)`;
  }
  const { anchor } = node as Scalar;
  if (anchor !== undefined)
    return `anchor &${cut(anchor)}: anchors are not read; take it out and write the value where it is needed`;
  if (node.tag !== undefined) return `tag ${cut(shortTag(node.tag))}: tags are not read; take it out`;
  return isScalar(node) ? describeNumber(node) : undefined;
}

/** Directives could change the meaning of what follows: YAML 1.1 reads `yes` as true and 010 as 8. */
export function describeDirective(
  document: Document.Parsed,
  text: string,
): { readonly offset: number; readonly message: string } | undefined {
  const { yaml, tags } = document.directives;
  const bad = document.warnings.some((warning) => warning.code === 'BAD_DIRECTIVE');
  if (yaml.explicit !== true && Object.keys(tags).length === 1 && !bad) return undefined;
  // Directives stand before the document that they are for; the first line of them is shown.
  const offset = text.lastIndexOf('\n%', document.contents?.range[0] ?? text.length) + 1;
  return { offset, message: 'directives (%YAML, %TAG) are not read; take the line out, manifests are YAML 1.2' };
}

const hints: Readonly<Record<string, string>> = {
  BAD_SCALAR_START: 'a text cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a second ": " in one line; put the text in quotes, or begin the inner field on a line of its own',
  MULTILINE_IMPLICIT_KEY:
    'this line fits neither the field above nor a new one; check its indentation and the ":" behind the key',
  TAB_AS_INDENT: 'a tab indents this line; YAML wants spaces',
  KEY_OVER_1024_CHARS: 'a key of more than 1024 characters; check for a missing ":" or quote',
  RESOURCE_EXHAUSTION: 'nested too deeply to be read; no manifest is',
};

/** The parser's complaint in our words, or its own where it says enough. */
export function describeSyntaxError(error: YAMLError, text: string): string {
  const hint = hints[error.code];
  if (hint !== undefined) return `not readable as YAML: ${hint}`;
  const line = text.slice(text.lastIndexOf('\n', error.pos[0] - 1) + 1).slice(0, 200);
  if (error.code === 'BAD_ALIAS' || /^\s*(-\s+)?(\w+:\s*)?\[?\*/.test(line)) {
    return 'not readable as YAML: "*" begins an alias, and aliases are not read; put the text in quotes';
  }
  const message = (error.message.split('\n')[0] ?? '').replace(
    /^Missing closing (.)quote$/,
    'a text that begins with $1 has no closing $1',
  );
  return `not readable as YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

/** Numbers that programs read differently: 010 is 10 in YAML 1.2 and 8 in YAML 1.1. */
function describeNumber({ value, source }: Scalar): string | undefined {
  if (typeof value !== 'number' || source === undefined) return undefined;
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(source) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return undefined;
  if (!Number.isSafeInteger(value)) return `the number ${cut(source)} cannot be read exactly; a text needs quotes`;
  return `the number ${cut(source)} is read differently by different programs; write ${value}, or put a text in quotes`;
}

function shortTag(tag: string): string {
  return tag.replace(/^tag:yaml\.org,2002:/, '!!');
}

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
