/**
 * From esbuild's ES modules to CommonJS. What esbuild makes of them exports by accessors and calls what it imports as a
 * property: both are for bindings that change, which ours never do once a module has run, and no chunk imports itself by way of
 * others. Here imports are constants, and exports plain properties that are set at the end.
 */
import { transform } from 'esbuild';

const NAMED_IMPORT = /^import \{([^{}]*)\} from ("(?:node:[\w/]+|\.\/[\w-]+\.js)");$/gm;
const BARE_IMPORT = /^import ("\.\/[\w-]+\.js");$/gm;
const EXPORT = /^export \{([^{}]*)\};$/gm;

/** `text` as esbuild prints it, one statement a line. */
export async function commonJs(text: string, target: string): Promise<string> {
  const exported: string[] = [];
  const plain = text
    .replace(
      NAMED_IMPORT,
      (_, names: string, from: string) => `const {${renamed(names)}} = require(${from});`,
    )
    .replace(BARE_IMPORT, 'require($1);')
    .replace(EXPORT, (_, names: string) => {
      exported.push(names);
      return '';
    });
  const properties = exported.flatMap(bindings).map(({ local, outer }) => `${outer}: ${local}`);
  const { code } = await transform(plain, {
    format: 'cjs',
    platform: 'node',
    target,
    minifyWhitespace: true,
    supported: { 'dynamic-import': false },
    banner: '"use strict";',
    footer: properties.length === 0 ? '' : `module.exports={${properties.join(',')}};`,
  });
  return code;
}

/** `a, b as c` in an import is `{ a, b: c }` of an object. */
function renamed(names: string): string {
  return names.replace(/(\w+) as (\w+)/g, '$1: $2');
}

function bindings(names: string): readonly { readonly local: string; readonly outer: string }[] {
  return names
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [local = '', outer = local] = one.split(' as ');
      return { local, outer };
    });
}
