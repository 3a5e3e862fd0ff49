/** Where metrics come from: code and configuration of the repository that names them, and exporters that everybody knows. */
import type { Project } from '../../source/project.ts';

/** Metrics of Prometheus itself, usual exporters, platforms and client libraries. */
const USUAL = new RegExp(
  `^(?:up$|ALERTS|scrape_|(?:${[
    ...[
      'node',
      'kube',
      'kubernetes',
      'kubelet',
      'kubeproxy',
      'container',
      'machine',
      'cadvisor',
      'apiserver',
      'scheduler',
    ],
    ...[
      'workqueue',
      'rest_client',
      'etcd',
      'coredns',
      'prometheus',
      'alertmanager',
      'grafana',
      'loki',
      'thanos',
      'cortex',
    ],
    ...[
      'go',
      'process',
      'python',
      'nodejs',
      'jvm',
      'tomcat',
      'hikaricp',
      'logback',
      'http',
      'grpc',
      'probe',
      'blackbox',
    ],
    ...[
      'nginx',
      'traefik',
      'haproxy',
      'envoy',
      'istio',
      'pilot',
      'cilium',
      'certmanager',
      'argocd',
      'flux',
      'gotk',
      'velero',
    ],
    ...[
      'pg',
      'postgres',
      'mysql',
      'redis',
      'mongodb',
      'elasticsearch',
      'kafka',
      'rabbitmq',
      'memcached',
      'vault',
      'consul',
    ],
    ...[
      'aws',
      'stackdriver',
      'azure',
      'windows',
      'wmi',
      'snmp',
      'ceph',
      'minio',
      'pushgateway',
      'otelcol',
      'volume_manager',
    ],
  ].join('|')})_)`,
);

/** A metric without what a client library or Prometheus adds to the name that code gives. */
export function bareMetric(metric: string): string {
  return metric.replace(ENDINGS, '');
}

export function isUsual(metric: string): boolean {
  return USUAL.test(metric);
}

/** What a client library or Prometheus adds to the name that code gives. */
const ENDINGS = /(?:_bucket|_sum|_count|_total|_created|_info)$/;

/** Files that speak of metrics without making them: prose, dashboards, lock files. */
const NO_SOURCE = /\.(?:md|mdx|rst|txt|adoc|json|jsonnet|libsonnet|lock|svg|html|csv|scenario)$/i;

const WORD = /[A-Za-z_][\w.:]*/g;

export interface MetricSources {
  isMade(metric: string): boolean;
  /** Other metrics with this first word are made here. */
  hasKin(metric: string): boolean;
}

/**
 * Looks for metrics in all files but those that `isReader` says only read them. A name counts as made where it is
 * written in whole, without the ending that is added, with dots for underscores, or in parts (`namespace` and `name`).
 */
export function metricSources(
  project: Project,
  metrics: readonly string[],
  isReader: (path: string) => boolean,
): MetricSources {
  const byWord = wordsFor(metrics);
  const made = new Set<string>();
  if (byWord.size > 0) {
    for (const path of project.paths) {
      if (isReader(path) || NO_SOURCE.test(path)) continue;
      const read = project.read(path);
      if (read.kind === 'text') lookInto(read.source.text, byWord, made);
    }
  }
  const kin = new Set([...made].map(firstWord));
  return { isMade: (metric) => made.has(metric), hasKin: (metric) => kin.has(firstWord(metric)) };
}

interface Wanted {
  readonly metric: string;
  /** What must stand in quotes in the same file, where the word is only the end of the name. */
  readonly prefix: string | null;
}

function wordsFor(metrics: readonly string[]): ReadonlyMap<string, readonly Wanted[]> {
  const byWord = new Map<string, Wanted[]>();
  const want = (word: string, wanted: Wanted): void => {
    const list = byWord.get(word);
    if (list === undefined) byWord.set(word, [wanted]);
    else list.push(wanted);
  };
  for (const metric of metrics) {
    const bare = bareMetric(metric);
    for (const name of new Set([metric, bare, bare.replaceAll('_', '.')]))
      want(name, { metric, prefix: null });
    for (const name of new Set([metric, bare])) {
      const words = name.split('_');
      for (let cut = 1; cut < words.length - 1; cut++) {
        want(words.slice(cut).join('_'), { metric, prefix: words[0] ?? '' });
      }
    }
  }
  return byWord;
}

function lookInto(text: string, byWord: ReadonlyMap<string, readonly Wanted[]>, made: Set<string>): void {
  for (const [word] of text.matchAll(WORD)) {
    for (const { metric, prefix } of byWord.get(word) ?? []) {
      if (prefix === null || isQuoted(text, prefix)) made.add(metric);
    }
  }
}

function isQuoted(text: string, word: string): boolean {
  return ['"', "'", '`'].some((quote) => text.includes(quote + word));
}

function firstWord(metric: string): string {
  return metric.split(/[_:]/)[0] ?? metric;
}
