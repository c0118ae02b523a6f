// What a host knows beside its manifests: asked of the world outside of any pass, and kept while nobody answers.

/** The very same object for as long as nothing of it changes. */
export interface Known {
  /** Absent: this is not the host itself, and nobody asked. */
  readonly lifelines?: Lifelines;
  /** Domain names of policies in lower case, and what each stood for when it was answered last; absent: nobody asked. */
  readonly names?: ReadonlyMap<string, readonly string[]>;
  /** Of the host's own interfaces; absent: nobody asked. */
  readonly ownNetworks?: readonly string[];
}

/** Where this host must go for the controller to do its work. */
export interface Lifelines {
  /** Addresses of the name servers that it asks, loopback left out. */
  readonly nameServers: readonly string[];
  /** The name servers are programs of this host, and where those ask is not known. */
  readonly hidden: boolean;
  readonly remotes: readonly Remote[];
}

/** One place that the controller connects to, by TCP. */
export interface Remote {
  readonly purpose: 'git' | 'webhook' | 'proxy';
  /** As it is written in the configuration: a name or an address. */
  readonly host: string;
  readonly port: number;
  /** What it stands for; empty: nobody has answered yet. */
  readonly addresses: readonly string[];
}
