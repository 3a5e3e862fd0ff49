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
  /** Lock files and lists of checksums: full of digests. */
  readonly isLock: boolean;
  /** Minified, bundled, generated, or somebody else's. */
  readonly isGenerated: boolean;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** By ending, lower case. */
const CODE = words(
  'js cjs mjs jsx ts cts mts tsx vue svelte astro py pyi pyw java kt kts groovy gradle scala go rs rb erb php php3 php4 php5 phtml c h cc cpp cxx hpp hh cs vb fs fsx swift m mm dart lua pl pm r jl ex exs erl clj cljs hs ml sol sql proto graphql coffee nim zig d pas asm s bas tcl v sv vhd',
);
const JSON_LIKE = words('json json5 jsonc jsonl ndjson ipynb map har webmanifest');
const SHELL = words('sh bash zsh fish ksh csh bat cmd ps1 psm1 mk dockerfile');
const CONFIGURATION = words(
  'yml yaml toml ini cfg cnf conf config properties props env envrc tfvars tf hcl service desktop netrc pgpass npmrc pypirc cfn j2 tmpl tpl local prod production dev development staging secret secrets credential credentials dist sample example template rc plist reg nix cue jsonnet',
);
const GENERATED = words('snap svg ics pdf ps eps wasm po pot lst');
const LOCK = words('lock sum integrity lockfile sha1 sha256 sha512 md5');
const LOCK_FILES = words(
  'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml packages.lock.json record sha1sums sha256sums sha512sums checksums.txt',
);
const SHELL_FILES = words(
  'dockerfile containerfile makefile gnumakefile jenkinsfile vagrantfile .bashrc .zshrc .profile .bash_profile .bash_history .zsh_history bashrc',
);
const CONFIGURATION_FILES = words('credentials config secret secrets');
const GENERATED_FOLDERS = words(
  'dist build out vendor node_modules bower_components site-packages third_party .next .nuxt __snapshots__ cassettes',
);
const TEST_WORDS = words(
  'test tests spec specs __tests__ testing testdata fixture fixtures mock mocks __mocks__ stub stubs e2e testsuite unittest unittests it',
);
const EXAMPLE_WORDS = words(
  'example examples sample samples demo demos template templates tutorial tutorials doc docs documentation quickstart quickstarts skeleton boilerplate playground',
);
const EXAMPLE_ENDINGS = words(
  'md mdx rst adoc asciidoc tpl tmpl j2 pod 1 3 7 8 dist sample example template',
);

/** What only matches ask for is worked out when it is asked. */
class KnownFile implements FileKind {
  readonly bare: Bare;
  readonly isCode: boolean;
  readonly #path: string;
  readonly #name: string;
  readonly #folded: string;
  readonly #ending: string;

  constructor(path: string) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const folded = name.toLowerCase();
    const ending = folded.slice(folded.lastIndexOf('.') + 1);
    this.isCode = CODE.has(ending);
    this.bare = this.isCode || JSON_LIKE.has(ending) ? 'none' : bareOf(folded, ending);
    this.#path = path;
    this.#name = name;
    this.#folded = folded;
    this.#ending = ending;
  }

  get isTest(): boolean {
    return this.#hasPart(TEST_WORDS) || /[a-z](?:Tests?|Spec|IT|TestCase|Mock)\.\w+$/.test(this.#name);
  }

  get isExample(): boolean {
    return EXAMPLE_ENDINGS.has(this.#ending) || this.#hasPart(EXAMPLE_WORDS);
  }

  get isLock(): boolean {
    return LOCK.has(this.#ending) || LOCK_FILES.has(this.#folded);
  }

  get isGenerated(): boolean {
    const folders = this.#path.split('/').slice(0, -1);
    return isGenerated(this.#folded, this.#ending) || folders.some((step) => GENERATED_FOLDERS.has(step));
  }

  #hasPart(wanted: ReadonlySet<string>): boolean {
    const parts = this.#path.toLowerCase().split(/[/_.-]/);
    return parts.some((part) => wanted.has(part));
  }
}

let latest: { readonly path: string; readonly kind: FileKind } | null = null;

/** `path` with `/`. */
export function fileKind(path: string): FileKind {
  if (latest?.path !== path) latest = { path, kind: new KnownFile(path) };
  return latest.kind;
}

function isGenerated(name: string, ending: string): boolean {
  return (
    GENERATED.has(ending) ||
    name.endsWith('.map') ||
    /(?:\.min\.(?:js|css|mjs)|[.-]bundle\.js|\.pb\.go|_pb2?\.(?:py|js|ts)|\.g\.dart|\.generated\.\w+)$/.test(
      name,
    )
  );
}

function bareOf(name: string, ending: string): Bare {
  const stem = name.split('.')[0] ?? '';
  if (SHELL.has(ending) || SHELL_FILES.has(name) || SHELL_FILES.has(stem)) return 'word';
  const isHidden = name.startsWith('.');
  if (
    CONFIGURATION.has(ending) ||
    CONFIGURATION_FILES.has(name) ||
    name.startsWith('.env') ||
    stem === 'env'
  ) {
    return 'line';
  }
  return isHidden && /^\.[a-z_-]+(?:rc|config|pass|credentials)?$/.test(name) ? 'line' : 'doubtful';
}
