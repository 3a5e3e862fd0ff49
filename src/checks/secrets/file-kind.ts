/** What a path says about a file: how values are written in it, and whether what it holds is meant to be real. */

/**
 * How a value is written that has no quotes around it: not at all (program text and JSON), as a word (shell), as the
 * rest of the line (configuration), or as either, with doubt (prose and what has no known ending).
 */
export type Bare = 'none' | 'word' | 'line' | 'doubtful';

export interface FileKind {
  readonly bare: Bare;
  /** Program text, in which a quoted text is as often a label as a value. */
  readonly isCode: boolean;
  /** Tests, fixtures, mocks. */
  readonly isTest: boolean;
  /** Examples, templates, samples, documentation. */
  readonly isExample: boolean;
  /** Lock files and checksums lists: full of digests. */
  readonly isLock: boolean;
  /** Minified, bundled or generated. */
  readonly isGenerated: boolean;
}

const CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py[wi]?|ipynb|java|kts?|groovy|gradle|scala|go|rs|rb|erb|php\d?|phtml|c|h|cc|cpp|cxx|hpp|hh|cs|vb|fs|swift|mm?|dart|lua|p[lm]|r|jl|ex|exs|erl|clj|cljs|hs|ml|sol|sql|proto|graphql|json5?|jsonc|jsonl|ndjson|map|coffee|nim|zig|d|pas|asm|s|bas|tcl|v|sv|vhd)$/i;
const JSON_FILE = /\.(?:json5?|jsonc|jsonl|ndjson|ipynb)$/i;
const SHELL =
  /(?:\.(?:sh|bash|zsh|fish|ksh|csh|bat|cmd|ps1|psm1|mk|dockerfile)|(?:^|\/)(?:Dockerfile|Containerfile|Makefile|GNUmakefile|Jenkinsfile|Vagrantfile|\.?(?:bashrc|zshrc|profile|bash_profile|bash_history|zsh_history))[^/]*)$/i;
const CONFIGURATION =
  /(?:\.(?:ya?ml|toml|ini|cfg|cnf|conf|config|properties|props|env|envrc|tfvars|tf|hcl|service|desktop|netrc|pgpass|npmrc|pypirc|cfn|template|j2|tmpl|tpl|local|prod|production|dev|development|staging|secrets?|credentials?|dist|sample|example|rc|editorconfig|plist|reg|nix|cue|jsonnet)|(?:^|\/)\.?env[^/]*|(?:^|\/)\.[a-z_-]+(?:rc|config|pass|credentials)?|(?:^|\/)(?:credentials|config|secrets?))$/i;
const TEST =
  /(?:^|[/_.-])(?:tests?|specs?|__tests__|testing|testdata|test[-_]?data|fixtures?|mocks?|__mocks__|stubs?|e2e|testsuite|unittests?|it)(?:[/_.-]|$)|[a-z](?:Tests?|Spec|IT|TestCase|Mock)\.\w+$/;
const EXAMPLE =
  /(?:^|[/_.-])(?:examples?|samples?|demos?|templates?|tutorials?|docs?|documentation|quickstarts?|dist|skeleton|boilerplate|playground)(?:[/_.-]|$)|\.(?:md|mdx|rst|adoc|asciidoc|tpl|tmpl|j2|pod|1|3|7|8)$/i;
const LOCK =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|composer\.lock|Gemfile\.lock|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|go\.sum|flake\.lock|mix\.lock|pubspec\.lock|Podfile\.lock|gradle\.lockfile|packages\.lock\.json|paket\.lock|RECORD|SHA(?:1|256|512)?SUMS?(?:\.\w+)?|checksums?\.\w+|[^/]+\.(?:lock|sha\d+|sum|integrity))$/i;
const GENERATED =
  /(?:\.min\.(?:js|css|mjs)|[.-]bundle\.js|\.bundle|\.map|\.pb\.go|_pb2?\.(?:py|js|ts)|\.g\.dart|\.designer\.cs|\.generated\.\w+|\.snap|\.svg|\.ics|\.pdf|\.ps|\.eps|\.wasm|\.po|\.pot|\.lst)$|(?:^|\/)(?:dist|build|out|vendor|node_modules|bower_components|site-packages|third_party|\.next|\.nuxt|__snapshots__|cassettes)\//i;

let latest: { readonly path: string; readonly kind: FileKind } | null = null;

/** `path` with `/`. */
export function fileKind(path: string): FileKind {
  if (latest?.path === path) return latest.kind;
  const isCode = CODE.test(path);
  const kind: FileKind = {
    bare: isCode ? 'none' : SHELL.test(path) ? 'word' : CONFIGURATION.test(path) ? 'line' : 'doubtful',
    isCode: isCode && !JSON_FILE.test(path),
    isTest: TEST.test(path),
    isExample: EXAMPLE.test(path),
    isLock: LOCK.test(path),
    isGenerated: GENERATED.test(path),
  };
  latest = { path, kind };
  return kind;
}
