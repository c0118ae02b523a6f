// The files of one revision, as the source read them. Nothing in them is trusted yet.

/** `main@sha1:<40 hex>` for Git, `directory@sha256:<64 hex>` for a folder: names the content, never the place it came from. */
export type Revision = string & { readonly brand: 'Revision' };

export interface SnapshotFile {
  /** Relative to the source's path, `/`-separated, without `.` or `..` segments. */
  readonly path: string;
  /** Names the content: equal digests mean equal bytes (Git's blob id, or SHA-256 in hex). */
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** Who made a revision. A folder has no author, so `commit` is absent there. */
export interface Commit {
  /** 40 hex digits. */
  readonly sha: string;
  readonly author: string;
  readonly email: string;
  /** RFC 3339, as the author's clock said. */
  readonly date: string;
  readonly subject: string;
  /** Whether the commit carries a signature. Presence only: nobody verified it. */
  readonly signed: boolean;
}

export interface Snapshot {
  readonly revision: Revision;
  readonly commit?: Commit;
  /** Sorted bytewise by path. */
  readonly files: readonly SnapshotFile[];
}
