/** What an identifier says that it holds: a password, another secret, or something that only sounds like one. */

export type Named = 'password' | 'secret';

/** The words of an identifier, lower case: `dbPasswordHash` → `db password hash`. */
export function wordsOf(identifier: string): string {
  return identifier
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** At the end of the words; `key` alone names anything, so it needs a word before it. */
const PASSWORD =
  /(?:^|[ a-z])(?:password|passwd|passwort|passphrase|passcode|pass(?: ?word| ?wd| ?phrase)|mot de passe|contrasena|senha|haslo)s?\d{0,3}$|(?:^| )(?:pwd|pass|psw|pswd|pw|userpass|dbpass|rootpass|adminpass|rootpw|bindpw|requirepass|masterauth)\d{0,2}$/;
const SECRET =
  /(?:^|[ a-z])(?:secret|token|credential|apikey|api ?key|authkey|auth ?key|access ?key|secret ?key|private ?key|encryption ?key|encrypt ?key|signing ?key|sign ?key|master ?key|session ?key|crypto ?key|hmac ?key|app ?key|application ?key|client ?key|consumer ?key|server ?key|service ?key|account ?key|storage ?key|shared ?key|security ?key|subscription ?key|license ?key|licence ?key|deploy ?key|admin ?key|root ?key|user ?key|shared ?access ?signature|bearer|salt|pepper|psk|auth|authorization|otp ?seed|webhook ?url|jwt|sas|seed ?phrase|mnemonic|cookie ?key|machine ?key|validation ?key|decryption ?key|access|creds?)s?\d{0,3}$/;
/** Behind a name, these do not change what it is. */
const TAIL =
  / ?(?:value|val|string|str|text|plain|plaintext|raw|data|base64|b64|hex|default|prod|production|dev|development|test|staging|live|local|main|primary|secondary|old|new|current|prev|previous|v\d)$/;
const NOT_SECRET =
  /(?:^| )(?:public|pub|csrf|xsrf|placeholder|label|hint|prompt|error|errors|message|msg|title|help|description|desc|regex|regexp|pattern|format|policy|validator|lexer|parser|syntax|grammar|parse|next|prev|last|first|end|start|eof|cursor|page|pagination|continuation|cache|primary|foreign|sort|partition|index|column|row|map|dict|translation|i18n|locale|idempotency|unit|design|css|color|theme|keyboard|hot|shortcut|arrow|event|query|routing|route|object|s3|bucket|artifact|num|number|count|len|length|size|min|max|limit|expiry|expires|expiration|ttl|timeout|age|type|kind|class|enabled|required|show|hide|toggle|visible|reset|forgot|change|confirm|confirmation|strength|field|input|box|form|element|selector|xpath|id|uri|endpoint|path|file|filename|dir|directory|folder|name|names|hash|hashed|algorithm|alg|header|prefix|suffix|param|parameter|attr|attribute|var|variable|env|ref|reference|version|url|link|issuer|audience|scope|scopes|provider|store|manager|rotation|count|bypass|compass|trespass|passed|passing|passthrough|through|by)(?: |$)/;

/** What the identifier names; null where it names no secret. */
export function namedBy(identifier: string): Named | null {
  let words = wordsOf(identifier.length > 80 ? identifier.slice(-80) : identifier);
  for (let i = 0; i < 2; i++) words = words.replace(TAIL, '');
  const isPassword = PASSWORD.test(words);
  if (!isPassword && !SECRET.test(words)) return null;
  // Only the words around the name count: `reset` in `reset password token` does, the object that holds it does not.
  const near = words.split(' ').slice(-4).join(' ');
  if (NOT_SECRET.test(near)) return null;
  return isPassword ? 'password' : 'secret';
}
