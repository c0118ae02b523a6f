// Tells when manifests in a folder change, also when the folder itself goes and comes back.

import { realpath, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { isErrno } from './durable.ts';
import { isReadPath } from './manifest-files.ts';

/** Saving a file is several events: they count as one when no more than this lies between them. */
const quietMs = 150;
/** Changes that never pause are told this often. */
const longestMs = 2000;
/** A folder that is replaced leaves its watch behind on the old one, so its identity is looked at this often. */
const identityMs = 500;

/**
 * Calls `changed` a moment after a manifest, or a folder that may hold some, came, went or changed below `path`.
 *
 * What editors leave beside a file while they save it is no manifest and tells nothing. Resolves when the watch is in place.
 * `onProblem` hears when it cannot be; then only what else polls the folder sees changes.
 *
 * @returns what ends the watch
 */
export async function watchFolder(
  path: string,
  changed: () => void,
  onProblem: (message: string) => void,
): Promise<() => Promise<void>> {
  const bell = createBell(changed);
  let identity = await identify(path);
  let watcher = await openWatcher(path, bell.ring, onProblem);
  let looking = Promise.resolve();
  const look = async () => {
    const now = await identify(path);
    if (now === identity) return;
    identity = now;
    if (now.startsWith('unknown')) onProblem(`${path} cannot be watched: ${now}`);
    await watcher.close();
    watcher = await openWatcher(path, bell.ring, onProblem);
    bell.ring();
  };
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => onProblem(`${path} cannot be watched: ${String(error)}`));
  }, identityMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    bell.stop();
    await looking;
    await watcher.close();
  };
}

async function openWatcher(
  configured: string,
  ring: () => void,
  onProblem: (message: string) => void,
): Promise<FSWatcher> {
  // A link is not followed below the folder; the folder itself may be one.
  const path = await followLink(configured);
  const isHidden = (full: string) =>
    relative(path, full)
      .split('/')
      .some((segment) => segment.startsWith('.'));
  const watcher = watch(path, { ignoreInitial: true, followSymlinks: false, ignored: isHidden });
  watcher.on('all', (event, full) => {
    if (event === 'addDir' || event === 'unlinkDir' || isReadPath(relative(path, full))) ring();
  });
  watcher.on('error', (error) => onProblem(`${path} cannot be watched: ${String(error)}`));
  return new Promise((resolve) => watcher.once('ready', () => resolve(watcher)));
}

async function followLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return path;
    throw error;
  }
}

/** Which folder stands at `path` now, or why that cannot be said. The time of birth tells a new folder that got an old number. */
async function identify(path: string): Promise<string> {
  try {
    const { dev, ino, birthtimeNs } = await stat(path, { bigint: true });
    return `${dev}:${ino}:${birthtimeNs}`;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return 'absent';
    return `unknown: ${String(error)}`;
  }
}

/** Rings once a while after the last push, and now and then while pushes do not stop. */
function createBell(ring: () => void): { readonly ring: () => void; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let firstAt: number | undefined;
  return {
    ring: () => {
      const now = performance.now();
      firstAt ??= now;
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          firstAt = undefined;
          ring();
        },
        Math.max(0, Math.min(quietMs, firstAt + longestMs - now)),
      );
    },
    stop: () => clearTimeout(timer),
  };
}
