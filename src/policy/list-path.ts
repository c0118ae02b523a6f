// How the files are called that a NetworkSet may name by `file`.

import { err, ok, type Result } from '../result.ts';
import { quote } from './quote.ts';

/** Other files of a source are never read, so that what lies beside the manifests costs nothing. */
const endings = ['.txt', '.list', '.netset'];

/** Whether the file may be a list of networks. */
export function isListPath(path: string): boolean {
  return endings.some((ending) => path.endsWith(ending));
}

/** A path below the manifest's own folder, as it was given. */
export function parseListPath(text: string): Result<string, string> {
  const found = quote(text);
  const segments = text.split('/');
  if (text.startsWith('/') || text.includes('\\'))
    return err(`${found} is no path below this manifest's folder; write one such as "lists/office.txt"`);
  if (segments.some((segment) => segment === '..'))
    return err(`${found} leads out of this manifest's folder; put the file in it, or below it`);
  if (segments.some((segment) => segment === '' || segment.startsWith('.')))
    return err(`${found} holds an empty or hidden name, which is never read; rename it`);
  if (!isListPath(text)) return err(`${found} must end in ${endings.join(', ')}; other files are never read`);
  return ok(text);
}
