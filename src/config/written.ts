/** `secbaseline.yaml` as it is written: what the schema lets through. */
import type { Profile } from '../engine/rule.ts';
import type { Severity } from '../engine/severity.ts';
import type {
  ExchangeDeclaration,
  PodSecurityLevel,
  TargetDeclaration,
  ThresholdDeclaration,
} from './config.ts';

export interface ConfigDocument {
  readonly profile?: Profile;
  readonly podSecurity?: { readonly level: PodSecurityLevel };
  readonly handshakeArg?: string | null;
  readonly failOn?: Severity;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly nginxVersion?: string | number;
  readonly kubernetesVersion?: string | number;
  readonly postgresVersion?: string | number;
  readonly rules?: Readonly<Record<string, RuleEntry>>;
  readonly overrides?: readonly {
    readonly paths: readonly string[];
    readonly rules: Readonly<Record<string, RuleEntry>>;
  }[];
  readonly ruleDirs?: readonly string[];
  readonly builtInRules?: boolean;
  readonly suppress?: readonly {
    readonly rule: string;
    readonly path: string;
    readonly reason: string;
    readonly expires?: string;
  }[];
  readonly baseline?: string;
  readonly accept?: readonly { readonly path: string; readonly reason: string }[];
  readonly targets?: readonly TargetEntry[];
}

type RuleEntry =
  | 'on'
  | 'off'
  | boolean
  | {
      readonly enabled?: boolean;
      readonly severity?: Severity;
      readonly params?: Readonly<Record<string, unknown>>;
    };

export interface TargetEntry
  extends Partial<Omit<TargetDeclaration, 'id' | 'kind' | 'line' | 'exchanges' | 'queries' | 'thresholds'>> {
  readonly id: string;
  readonly kind: TargetDeclaration['kind'];
  readonly queries?: readonly { readonly id: string; readonly sql: string }[];
  readonly exchanges?: readonly {
    readonly id: string;
    readonly request: Partial<ExchangeDeclaration['request']>;
    readonly expect: Partial<ExchangeDeclaration['expect']>;
  }[];
  readonly thresholds?: readonly (Partial<ThresholdDeclaration> &
    Pick<ThresholdDeclaration, 'id' | 'metric'>)[];
}
