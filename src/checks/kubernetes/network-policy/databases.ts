/** Which workloads are databases: what they run, else the port that they listen on, tells. */
import type { ContainerPort } from './port-rule.ts';

export interface Database {
  /** `PostgreSQL`. */
  readonly product: string;
  /** Where its clients connect, TCP. */
  readonly port: number;
}

interface Product {
  readonly product: string;
  readonly ports: readonly number[];
  /** Names that images, workloads and labels have; a version may follow: `postgres-16`. */
  readonly names: readonly string[];
}

const PRODUCTS: readonly Product[] = [
  {
    product: 'PostgreSQL',
    ports: [5432],
    names: [
      'postgres',
      'postgresql',
      'postgis',
      'timescaledb',
      'pgvector',
      'spilo',
      'cloudnative-pg',
      'pg',
      'postgresql-ha',
    ],
  },
  { product: 'CockroachDB', ports: [26257], names: ['cockroach', 'cockroachdb'] },
  { product: 'MySQL', ports: [3306], names: ['mysql', 'mysql-server', 'percona', 'percona-server'] },
  { product: 'MariaDB', ports: [3306], names: ['mariadb', 'mariadb-galera'] },
  { product: 'SQL Server', ports: [1433], names: ['mssql', 'sqlserver'] },
  {
    product: 'MongoDB',
    ports: [27017],
    names: ['mongo', 'mongodb', 'mongodb-community-server', 'percona-server-mongodb'],
  },
  { product: 'Redis', ports: [6379], names: ['redis', 'redis-cluster', 'redis-stack', 'redis-stack-server'] },
  { product: 'Valkey', ports: [6379], names: ['valkey', 'valkey-cluster'] },
  { product: 'Memcached', ports: [11211], names: ['memcached', 'memcache'] },
  { product: 'Elasticsearch', ports: [9200], names: ['elasticsearch'] },
  { product: 'OpenSearch', ports: [9200], names: ['opensearch'] },
  { product: 'Cassandra', ports: [9042], names: ['cassandra', 'scylla', 'scylladb'] },
  { product: 'CouchDB', ports: [5984], names: ['couchdb'] },
  { product: 'ClickHouse', ports: [9000, 8123], names: ['clickhouse', 'clickhouse-server'] },
  { product: 'Neo4j', ports: [7687], names: ['neo4j'] },
  { product: 'InfluxDB', ports: [8086], names: ['influxdb'] },
  { product: 'etcd', ports: [2379], names: ['etcd'] },
];

/** Where the databases that are known listen by default. */
export const DEFAULT_PORTS: ReadonlySet<number> = new Set(PRODUCTS.flatMap(({ ports }) => ports));

/** Ports on which nothing but this product is to be expected. */
const TELLING = new Map(
  PRODUCTS.filter(({ product }) => product !== 'ClickHouse')
    .flatMap(({ product, ports }) => ports.map((port): readonly [number, string] => [port, product]))
    .toReversed(),
);

const BY_NAME = new Map(
  PRODUCTS.flatMap((product) => product.names.map((name): readonly [string, Product] => [name, product])),
);

/** The database that a name stands for: `postgres`, `mongo-5`, `redis7`; null for `postgres-exporter` and all others. */
function productNamed(name: string): Product | null {
  const bare = name.toLowerCase().replace(/[-_.]?v?\d[\d.]*$/, '');
  return BY_NAME.get(bare) ?? null;
}

export function databaseNamed(name: string): Database | null {
  const found = productNamed(name);
  return found === null ? null : { product: found.product, port: found.ports[0] ?? 0 };
}

/** The product that listens on a port by default; null for ports that many programs use. */
export function databaseOnPort(port: number): string | null {
  return TELLING.get(port) ?? null;
}

/** The repository of an image without registry, path, tag and digest: `docker.io/bitnami/postgresql:16` → `postgresql`. */
export function imageName(image: string): string {
  const path = image.split('@')[0] ?? '';
  return (path.split('/').at(-1) ?? '').split(':')[0] ?? '';
}

/** The database that a pod runs; its port is one that it declares where it declares a usual one or only one. */
export function databaseOf(images: readonly string[], ports: readonly ContainerPort[]): Database | null {
  const declared = ports.filter(({ protocol }) => protocol === 'TCP').map(({ port }) => port);
  for (const image of images) {
    const found = productNamed(imageName(image)) ?? mssql(image);
    if (found === null) continue;
    const usual = found.ports.find((port) => declared.includes(port));
    const only = declared.length === 1 ? declared[0] : undefined;
    return { product: found.product, port: usual ?? only ?? found.ports[0] ?? 0 };
  }
  for (const port of declared) {
    const product = databaseOnPort(port);
    if (product !== null) return { product, port };
  }
  return null;
}

/** `mcr.microsoft.com/mssql/server`. */
function mssql(image: string): Product | null {
  return /(?:^|\/)mssql\//.test(image) ? (BY_NAME.get('mssql') ?? null) : null;
}
