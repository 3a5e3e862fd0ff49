/** What an identifier says that it holds: a password, another secret, or something that only sounds like one. */

export type Named = 'password' | 'secret';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Whatever ends in one of these is a password, also joined to what it is for: `dbpassword`. */
const PASSWORD_ENDINGS = [
  'password',
  'passwords',
  'passwd',
  'passwort',
  'passphrase',
  'contrasena',
  'senha',
  'haslo',
];
/** Short names are words of their own, or stand behind what the password is for. */
const SHORT_PASSWORDS = ['pwd', 'pass', 'psw', 'pswd', 'passcode', 'pw'];
const PASSWORD_OF = words(
  'db sql my ftp user usr root admin mail smtp ldap redis master store sudo ssh auth bind proxy api login require',
);
/** Words that name a secret by themselves. */
const SECRETS = words(
  'passkey tok token tokens credential credentials cred creds bearer authorization salt pepper psk jwt auth webhook mnemonic masterauth',
);
/** `key` alone names anything, so it needs a word before it that says of which kind. */
const KEY_OF = words(
  'api auth access secret private priv encryption encrypt enc decryption signing sign signature master session crypto cipher aes des hmac app application client consumer server service account storage shared security subscription license licence deploy deployment admin root user cookie machine validation rest map maps bot integration instrumentation ingest write personal project merchant partner developer dev web team org organization publishable wallet seed rsa ssh pgp gpg otp totp mfa db database',
);
/** Pairs of words that name a secret. */
const PAIRS = words(
  'key-secret key-base key-material key-phrase seed-phrase recovery-phrase access-signature sas-signature pass-word pass-phrase',
);
/** Behind a name, these do not change what it is. */
const TAIL = words(
  'value val string str text plain plaintext raw base64 b64 hex default prod production dev development test staging stage live local main primary secondary old new current prev previous env',
);
/** Keys and tokens that open nothing. */
const PUBLIC = words(
  'public pub csrf xsrf next prev previous last first start end stop eof cursor page paging pagination continuation continue resume sync change cache primary foreign sort partition row column idempotency idempotent unit design theme color css translation i18n locale message msg keyboard hot shortcut arrow routing s3 object bucket artifact index map dict hash range group query lexer parser lex parse syntax grammar placeholder label hint prompt error help title regex pattern device push registration registry upload num number max min total input output completion word special mask pad unk bos eos sep cls sub tag sentence string identifier operator comma colon semicolon whitespace newline punctuation',
);
/** Before a name, these speak of a form, a check or a count, and not of what the secret is. */
const ABOUT = words(
  'forgot forget reset show hide toggle confirm wrong invalid incorrect matching mismatched fake dummy mock bogus nonexistent weak strong no without has is use need enter type label placeholder hint error min max by',
);

/** The words of an identifier, lower case: `dbPasswordHash` → `db`, `password`, `hash`. */
export function wordsOf(identifier: string): readonly string[] {
  return identifier
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Most texts name few things, over and over. */
const MOST_KNOWN = 1000;
const known = new Map<string, Named | null>();

/** What the identifier names; null where it names no secret. */
export function namedBy(identifier: string): Named | null {
  const before = known.get(identifier);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const named = nameOf(identifier);
  known.set(identifier, named);
  return named;
}

function nameOf(identifier: string): Named | null {
  const all = withoutTail(wordsOf(identifier.length > 80 ? identifier.slice(-80) : identifier));
  const last = all.at(-1) ?? '';
  const before = all.at(-2) ?? '';
  if (ABOUT.has(before) || ABOUT.has(all.at(-3) ?? '')) return null;
  const pair = `${before}-${last}`;
  if (isPassword(last) || pair === 'pass-word' || pair === 'pass-phrase') return 'password';
  return isSecret(last, before, pair) && !isPublic(last, before) ? 'secret' : null;
}

/** True where the name can stand for nothing but a secret, so that even a UUID under it is one. */
export function isCertainName(identifier: string): boolean {
  const all = withoutTail(wordsOf(identifier));
  const last = all.at(-1) ?? '';
  if (isPassword(last) || last.endsWith('secret') || last.endsWith('token')) return true;
  return last === 'apikey' || (last === 'key' && /^(?:api|access|auth)$/.test(all.at(-2) ?? ''));
}

/** Before `token`, these say that it opens something; `nextToken` and `ImportToken` go back and forth. */
const OPENS = words(
  'access auth api refresh bearer bot session personal user service deploy admin client app oauth id jwt',
);
/** What two sides work out anew: test vectors are full of it. */
const WORKED_OUT = words(
  'shared exporter derived expected handshake traffic master premaster resumption update',
);

/** True where so few other things have the name that a random value under it is a secret even in tests and examples. */
export function isSureName(identifier: string): boolean {
  const all = withoutTail(wordsOf(identifier));
  const [last, before] = [all.at(-1) ?? '', all.at(-2) ?? ''];
  if (last.endsWith('token'))
    return (last === 'token' && all.length === 1) || OPENS.has(before || last.slice(0, -5));
  return isCertainName(identifier) && !WORKED_OUT.has(before);
}

/** What programs sign sessions and tokens with, which people make up: `JWT_SECRET`, `app.secret_key`, `cookieSecret`. */
export function isSigningSecret(identifier: string): boolean {
  const name = withoutTail(wordsOf(identifier)).join('_');
  return /(?:^|_)(?:(?:jwt|session|cookie|token|signing|flask|django|app|refresh|access)_(?:token_)?secret(?:_key)?|secret_key(?:_base)?)$/.test(
    name,
  );
}

/** Words that say no more of a value than its name does. */
const SAYS_NOTHING = words(
  'aws azure gcp google github secret key token jwt session cookie signing app access refresh auth api client default header name field id env var value string storage local user',
);

/** Whether it says more than what it is for: `blue_whale_secret`, and not `jwt_secret` or `SECRET_KEY_HEADER`. */
export function saysMore(value: string): boolean {
  return wordsOf(value).some((word) => !SAYS_NOTHING.has(word));
}

function withoutTail(all: readonly string[]): readonly string[] {
  let end = all.length;
  while (end > 1 && end > all.length - 2 && isTail(all[end - 1] ?? '')) end--;
  return all.slice(0, end);
}

function isTail(word: string): boolean {
  return TAIL.has(word) || /^v?\d+$/.test(word);
}

function isPassword(word: string): boolean {
  const name = word.replace(/\d{1,3}$/, '');
  if (PASSWORD_ENDINGS.some((ending) => name.endsWith(ending)) || /[a-z]pwd$/.test(name)) return true;
  return SHORT_PASSWORDS.some(
    (short) => name === short || (name.endsWith(short) && PASSWORD_OF.has(name.slice(0, -short.length))),
  );
}

function isSecret(last: string, before: string, pair: string): boolean {
  const name = last.replace(/\d{1,3}$/, '');
  if (SECRETS.has(name) || /(?:secrets?|token)$/.test(name) || PAIRS.has(pair)) return true;
  const key = /^(.*)keys?$/.exec(name);
  return key !== null && (KEY_OF.has(key[1] ?? '') || (key[1] === '' && KEY_OF.has(before)));
}

/** `nextToken`, `primary_key`, `nexttoken`. */
function isPublic(last: string, before: string): boolean {
  const joined = /^(.*?)(?:keys?|tokens?|salt|auth)$/.exec(last);
  return joined !== null && (PUBLIC.has(before) || PUBLIC.has(joined[1] ?? ''));
}
