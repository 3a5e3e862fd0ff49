/**
 * The JSON Schema of `secbaseline.yaml`. It is published in the package, so that editors complete and check the file, and
 * it is what the tool itself checks with. Keys may be added, never changed: scripts and repositories rely on them.
 */
import { PROFILES } from '../engine/rule.ts';
import { SEVERITIES } from '../engine/severity.ts';

export const POD_SECURITY_LEVELS = ['privileged', 'baseline', 'restricted'] as const;
export const TARGET_KINDS = ['tls', 'http', 'postgres', 'kubernetes', 'tcp', 'vault', 'metrics'] as const;

const text = (description: string) => ({ type: 'string', minLength: 1, description });

const patterns = (description: string) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description: `${description} Patterns relative to the root: \`*\` stops at \`/\`, \`**\` does not, a folder means all below it.`,
});

const version = (product: string, examples: readonly string[]) => ({
  type: ['string', 'number'],
  pattern: '^[0-9]+(\\.[0-9]+){0,2}$',
  examples,
  description: `The version of ${product} that runs this configuration. Without it, the newest known.`,
});

const ruleName = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', examples: ['tls-min-version'] };

const date = (description: string) => ({
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  examples: ['2027-01-31'],
  description,
});

const reason = text('Why; shown in reports.');

const ruleSetting = {
  description:
    '`on` or `off`, or a map that changes the rule. A map alone does not turn a rule on that the profile leaves out.',
  anyOf: [
    { enum: ['on', 'off'] },
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        enabled: { type: 'boolean', description: 'Turns the rule on or off, whatever the profile.' },
        severity: { enum: SEVERITIES, description: 'Replaces the severity of the rule.' },
        params: {
          type: 'object',
          description: 'Parameters of the rule; `secbaseline explain RULE` lists them with their types.',
        },
      },
    },
  ],
};

const rules = {
  type: 'object',
  propertyNames: ruleName,
  additionalProperties: { $ref: '#/$defs/ruleSetting' },
  description: 'Rules by id: turned on or off, or with another severity or other parameters.',
};

const query = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'sql'],
  properties: {
    id: text('The name under which rules find the result.'),
    sql: text('A query that reads one value; it runs in a read-only transaction.'),
    about: text('What the value means.'),
  },
};

const headers = { type: 'object', additionalProperties: { type: 'string' } };

const exchange = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'request', 'expect'],
  properties: {
    id: text('The name under which rules find the result.'),
    about: text('What the exchange proves.'),
    request: {
      type: 'object',
      additionalProperties: false,
      properties: {
        method: { type: 'string', pattern: '^[A-Z]+$', examples: ['GET'] },
        path: { type: 'string', pattern: '^/', examples: ['/health'] },
        headers,
        body: { type: 'string' },
      },
    },
    expect: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        status: { type: 'integer', minimum: 100, maximum: 599 },
        headers,
        body: text('A regular expression (RE2) that the first megabyte of the body must hold.'),
      },
    },
  },
};

const threshold = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'metric'],
  properties: {
    id: text('The name under which rules find the result.'),
    about: text('What the threshold protects.'),
    metric: text('The name of the metric.'),
    labels: {
      ...headers,
      description: 'Only the series with these labels; those that are not named may have any value.',
    },
    sum: {
      type: 'boolean',
      description: 'The sum of all series is compared. Without it each series is, and the worst is told.',
    },
    per: text(
      'Another metric: the sum of the series is divided by the sum of its series with the same `labels`.',
    ),
    atMost: { type: 'number', description: 'The largest value that is well.' },
    atLeast: { type: 'number', description: 'The smallest value that is well.' },
    mayBeAbsent: {
      type: 'boolean',
      description: 'No such series is well, too: many counters appear only once they have counted.',
    },
  },
};

const target = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'kind'],
  properties: {
    id: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      examples: ['api-prod'],
      description: 'The name of the target in reports and for `--target`.',
    },
    kind: { enum: TARGET_KINDS, description: 'What answers there.' },
    url: text('Where it is. Credentials never stand here: they come from the environment.'),
    declaredIn: text(
      'The file that configures it (for `kind: kubernetes` also a folder, or nothing for all manifests), relative to the root: where the two differ is drift.',
    ),
    server: text('The name of the server in that file.'),
    queries: {
      type: 'array',
      items: query,
      description: 'For `kind: postgres`: queries whose results rules judge.',
    },
    exchanges: {
      type: 'array',
      items: exchange,
      description: 'For `kind: http`: requests and what must come back.',
    },
    thresholds: {
      type: 'array',
      items: threshold,
      description: 'For `kind: metrics`: bounds of metrics that the endpoint shows.',
    },
    mounts: {
      type: 'array',
      items: { type: 'string', pattern: '^[^/].*[^/]$|^[^/]$', examples: ['secret'] },
      description:
        'For `kind: vault`: key-value stores (version 2) whose secrets are judged by their metadata, never by their values.',
    },
    context: text(
      'For `kind: kubernetes`: the context of the kubeconfig, which a person names or has; without it that of `url`, or the current one.',
    ),
    namespaces: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      description: "For `kind: kubernetes`: the namespaces to look at. Without it, all but Kubernetes' own.",
    },
    mutualTls: { type: 'boolean', description: 'Only clients with a certificate may be answered.' },
    expect: {
      enum: ['open', 'closed'],
      description: 'For `kind: tcp`: whether a connection must succeed or fail.',
    },
  },
};

export const configSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'secbaseline.yaml',
  description: 'Configuration of secbaseline, at the root of a repository.',
  type: 'object',
  additionalProperties: false,
  properties: {
    profile: {
      enum: PROFILES,
      description: 'Which rules run and which values parameters have. `strict` contains `recommended`.',
    },
    podSecurity: {
      type: 'object',
      additionalProperties: false,
      required: ['level'],
      properties: { level: { enum: POD_SECURITY_LEVELS } },
      description:
        'The Pod Security Standards level that is required where no namespace label says otherwise.',
    },
    handshakeArg: {
      type: ['string', 'null'],
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      examples: ['X_HANDSHAKE'],
      description: 'The name of a build argument that Dockerfiles must check.',
    },
    failOn: { enum: SEVERITIES, description: 'The least severity that makes a run fail.' },
    include: patterns('Files that are checked.'),
    exclude: patterns('Files that are not checked.'),
    nginxVersion: version('nginx', ['1.29.3']),
    kubernetesVersion: version('Kubernetes', ['1.34']),
    postgresVersion: version('PostgreSQL', ['18']),
    rules,
    overrides: {
      type: 'array',
      description: 'Other settings of rules for some paths; of several that match a path the last wins.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['paths', 'rules'],
        properties: { paths: { ...patterns('The paths this is for.'), minItems: 1 }, rules },
      },
    },
    ruleDirs: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: "Folders, inside the root, with one's own rules. They add to the built-in ones.",
    },
    builtInRules: {
      type: 'boolean',
      description: '`false` turns all built-in rules off, which every summary says.',
    },
    suppress: {
      type: 'array',
      description: 'Findings that are accepted. They stay in the report, marked.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['rule', 'path', 'reason'],
        properties: {
          rule: ruleName,
          path: text('A pattern, relative to the root.'),
          reason,
          expires: date('The last day on which this holds. Needed for rules of high and critical severity.'),
        },
      },
    },
    baseline: text('The file with findings that are known and do not fail, relative to the root.'),
    accept: {
      type: 'array',
      description: 'Files that need not be analysed, so that they do not make a run incomplete.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'reason'],
        properties: { path: text('A pattern, relative to the root.'), reason },
      },
    },
    targets: {
      type: 'array',
      items: target,
      description: 'Live systems. They are probed only with consent on the command line.',
    },
  },
  $defs: { ruleSetting },
} as const;
