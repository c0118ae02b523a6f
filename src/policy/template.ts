// Texts with variables: `${name}` as an address, a network or a port, or as a part of one.

import { err, ok, type Result } from '../result.ts';

/** A letter, then letters, digits and `_`. */
export const variableName = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;

const variable = /\$\{([^}]*)\}/g;

/** Whether the text is meant to hold a variable. */
export function holdsVariable(text: string): boolean {
  return text.includes('${');
}

/** The names of the variables in a text, or what is wrong with it; undefined where it holds none. */
export function parseTemplate(text: string): Result<readonly string[], string> | undefined {
  if (!holdsVariable(text)) return undefined;
  const names = [...text.matchAll(variable)].map(([, name = '']) => name);
  const wrong = names.find((name) => !variableName.test(name));
  if (wrong !== undefined)
    return err(`${JSON.stringify(wrong)} is not the name of a variable; write a letter and then letters, digits and _`);
  const rest = text.replaceAll(variable, '');
  if (holdsVariable(rest))
    return err(`${JSON.stringify(text)} opens a variable and does not close it; write "\${name}"`);
  return ok(names);
}

/** The text with every variable replaced by what `values` gives for its name. */
export function fillTemplate(text: string, values: (name: string) => string): string {
  return text.replaceAll(variable, (_, name: string) => values(name));
}
