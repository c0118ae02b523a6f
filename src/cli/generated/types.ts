// Made from src/cli/configuration.schema.yaml by `npm run generate`; edit that and run it again.

/**
 * Any of the documents below.
 */
export type Document = ControllerConfiguration;

/**
 * What one controller must know before it can read the repository. Every key may be left out but apiVersion and kind. Credentials are files, never values; a relative path starts at this file's folder.
 */
export interface ControllerConfiguration {
  /**
   * The version of this file's format.
   */
  readonly apiVersion: 'gatewright.dev/v1alpha1';
  /**
   * Tells this file from a manifest.
   */
  readonly kind: 'ControllerConfiguration';
  readonly host?: ControllerConfigurationHost;
  readonly source?: ControllerConfigurationSource;
  /**
   * Who is told of each change of the status, and of the heartbeats.
   *
   * @maxItems 16
   */
  readonly webhooks?: readonly ControllerConfigurationWebhook[];
  readonly dataplane?: ControllerConfigurationDataplane;
  readonly listen?: ControllerConfigurationListen;
  /**
   * The status is sent to the webhooks after this time even if nothing changed.
   */
  readonly heartbeatInterval?: string;
  /**
   * Holds what survives a restart - the last good revision, history, status, events not yet delivered, the control socket. Readable by the controller only.
   */
  readonly stateDirectory?: string;
  readonly log?: ControllerConfigurationLog;
}
/**
 * Who this machine is to the manifests.
 */
export interface ControllerConfigurationHost {
  /**
   * The name of the Host manifest that describes this machine. Default - the first label of the machine's host name, in lower case.
   */
  readonly name?: string;
  /**
   * What selectors see where the repository has no Host manifest; else the manifest's labels count. Default - none.
   */
  readonly labels?: {
    readonly [k: string]: string;
  };
}
/**
 * Where the manifests come from, git or directory. Needed by `run`; the other commands take a folder.
 */
export interface ControllerConfigurationSource {
  readonly git?: ControllerConfigurationSourceGit;
  readonly directory?: ControllerConfigurationSourceDirectory;
}
/**
 * A branch of a Git repository, polled.
 */
export interface ControllerConfigurationSourceGit {
  /**
   * `ssh://`, `https://`, `user@host:path` or the path of a local repository. No password in it.
   */
  readonly url: string;
  /**
   * The branch to follow.
   */
  readonly branch?: string;
  /**
   * The folder of the repository that holds the manifests.
   */
  readonly path?: string;
  /**
   * Time between two polls; a phase that differs from host to host is added.
   */
  readonly interval?: string;
  /**
   * A fetch that takes longer is stopped, and tried again at the next poll.
   */
  readonly timeout?: string;
  readonly auth?: ControllerConfigurationSourceGitAuth;
}
/**
 * How to prove who we are, and who the server is. The files are read at each fetch, so they can be replaced at any time.
 */
export interface ControllerConfigurationSourceGitAuth {
  /**
   * Private key for ssh, without passphrase, readable by the controller only.
   */
  readonly sshKeyFile?: string;
  /**
   * Host keys that are accepted for ssh; any other key is refused.
   */
  readonly knownHostsFile?: string;
  /**
   * Token for https, sent as the password; a newline at its end is ignored.
   */
  readonly tokenFile?: string;
  /**
   * PEM certificates that the https server's certificate must lead to, instead of the system's.
   */
  readonly caFile?: string;
}
/**
 * A folder of manifests on this machine, watched.
 */
export interface ControllerConfigurationSourceDirectory {
  /**
   * The folder.
   */
  readonly path: string;
  /**
   * The folder is read again after this time even if the watch told nothing.
   */
  readonly interval?: string;
}
export interface ControllerConfigurationWebhook {
  /**
   * Where the status is sent by POST. https, or http to this machine; http to another machine works with a warning. No password in it.
   */
  readonly url: string;
  /**
   * Key of the HMAC-SHA256 in the header X-Signature; a newline at its end is ignored. Read at each send. Default - no signature.
   */
  readonly secretFile?: string;
  /**
   * PEM certificates that the webhook's certificate must lead to, instead of the public ones.
   */
  readonly caFile?: string;
  /**
   * One attempt that takes longer is stopped and tried again later.
   */
  readonly timeout?: string;
}
/**
 * How rules get into the kernel.
 */
export interface ControllerConfigurationDataplane {
  /**
   * Which iptables to use. Auto takes what the command iptables is on this machine.
   */
  readonly backend?: 'Auto' | 'Nft' | 'Legacy';
  /**
   * The kernel's rules are read and compared after this time even if nothing changed.
   */
  readonly resyncInterval?: string;
  /**
   * A run of iptables, ipset, conntrack or ip that takes longer is killed, and what it was for is tried again later.
   */
  readonly timeout?: string;
}
/**
 * Where /metrics, /healthz and /readyz are served, over plain HTTP.
 */
export interface ControllerConfigurationListen {
  /**
   * IPv4 or IPv6 address to listen on.
   */
  readonly address?: string;
  /**
   * TCP port; 0 takes any free one and logs it.
   */
  readonly port?: number;
}
/**
 * What is written to standard output.
 */
export interface ControllerConfigurationLog {
  /**
   * The least important messages that are written.
   */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
}
