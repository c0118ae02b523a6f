// Made from crds/*.yaml by `npm run generate`; edit that and run it again.

import type { Validator } from '../schema-error.ts';
import type { FirewallPolicy, FirewallProfile, Host, NatPolicy, NetworkSet, PolicyTest, Service, Zone } from './types.ts';

export declare const validateFirewallPolicy: Validator<FirewallPolicy>;
export declare const validateFirewallProfile: Validator<FirewallProfile>;
export declare const validateHost: Validator<Host>;
export declare const validateNatPolicy: Validator<NatPolicy>;
export declare const validateNetworkSet: Validator<NetworkSet>;
export declare const validatePolicyTest: Validator<PolicyTest>;
export declare const validateService: Validator<Service>;
export declare const validateZone: Validator<Zone>;
