/** The configuration of a run, read with as little as there is to read. */
import { type Config, defaultConfig } from '../config/config.ts';
import { findConfig } from '../config/find.ts';

/** YAML and its schema are loaded only where there is a file to read. */
export async function configOf(root: string, explicit: string | null): Promise<Config> {
  const found = findConfig({ root, explicit });
  if (found === null) return defaultConfig();
  const { readConfig } = await import('../config/load.ts');
  const config = readConfig(found);
  await (await import('../config/target-content.ts')).checkBodyPatterns(config);
  return config;
}
