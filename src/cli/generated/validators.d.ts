// Made from src/cli/configuration.schema.yaml by `npm run generate`; edit that and run it again.

import type { Validator } from '../../policy/schema-error.ts';
import type { ControllerConfiguration } from './types.ts';

export declare const validateControllerConfiguration: Validator<ControllerConfiguration>;
