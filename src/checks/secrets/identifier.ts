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

/** Names of passwords; the short ones are words of their own, or stand behind what the password is for. */
const PASSWORD =
  /(?:password|passwd|passwort|passphrase|pass ?phrase|pass ?word|pass ?wd|contrasena|senha|haslo|motdepasse)s?$|(?:^| |db|sql|my|ftp|user|usr|root|admin|mail|smtp|ldap|redis|master|store|sudo|ssh|auth|bind|proxy|api|login)(?:pwd|pass|psw|pswd|passcode|pw)$|^require ?pass$|^master ?auth$/;
/** `key` alone names anything, so it needs a word before it that says of which kind. */
const SECRET =
  /secrets?$|(?:^| )(?:tok|token|tokens|credential|credentials|creds?|bearer|authorization|salt|pepper|psk|jwt|auth|webhook|mnemonic)$|token$|(?:^|[ a-z])(?:api|auth|access|secret|private|priv|encryption|encrypt|enc|decryption|signing|sign|signature|master|session|crypto|cipher|aes|des|hmac|app|application|client|consumer|server|service|account|storage|shared|security|subscription|license|licence|deploy|deployment|admin|root|user|cookie|machine|validation|rest|maps?|bot|integration|instrumentation|ingest|write|personal|project|write|account|merchant|partner|developer|dev|web|team|org|organization|publishable|wallet|seed|rsa|ssh|pgp|gpg|otp|totp|mfa|db|database)[ _]?keys?$|(?:^| )key ?(?:secret|base|material|phrase)$|(?:^| )secret ?(?:key ?base|value|string|text)$|(?:^| )(?:seed|recovery) ?phrase$|(?:^| )shared ?access ?(?:key|signature)$|(?:^| )sas ?(?:token|key|signature)$/;
/** Behind a name, these do not change what it is. */
const TAIL =
  / (?:value|val|string|str|text|plain|plaintext|raw|base64|b64|hex|default|prod|production|dev|development|test|staging|stage|live|local|main|primary|secondary|old|new|current|prev|previous|env|v?\d+)$/;
/** Names of what is near a secret, and is none. */
const PUBLIC_KEY_OR_TOKEN =
  /(?:^| )(?:public|pub|csrf|xsrf|next|prev|previous|last|first|start|end|stop|eof|cursor|page|paging|pagination|continuation|continue|resume|sync|change|cache|primary|foreign|sort|partition|row|column|idempotency|idempotent|unit|design|theme|color|css|translation|i18n|locale|message|msg|keyboard|hot|shortcut|arrow|routing|s3|object|bucket|artifact|index|map|dict|hash|range|group|query|lexer|parser|lex|parse|syntax|grammar|placeholder|label|hint|prompt|error|help|title|regex|pattern|device|push|registration|registry|upload|num|number|max|min|total|input|output|prompt|completion|word|special|mask|pad|unk|bos|eos|sep|cls|sub|tag|sentence|string|identifier|operator|bearer|comma|colon|semicolon|whitespace|newline|punctuation)s? (?:\w+ )?(?:key|token|salt|auth)s?$/;
const NO_PASSWORD =
  /(?:^| )(?:forgot|forget|reset|change|show|hide|toggle|confirm|wrong|invalid|incorrect|weak|strong|no|without|has|is|use|need|enter|type|label|placeholder|hint|error|min|max|by)(?: \w+)? ?(?:password|passwd|passphrase|pwd|pass|secret|token)s?$/;

/** What the identifier names; null where it names no secret. */
export function namedBy(identifier: string): Named | null {
  let words = wordsOf(identifier.length > 80 ? identifier.slice(-80) : identifier);
  for (let i = 0; i < 2; i++) words = words.replace(TAIL, '');
  if (NO_PASSWORD.test(words)) return null;
  if (PASSWORD.test(words)) return 'password';
  return SECRET.test(words) && !PUBLIC_KEY_OR_TOKEN.test(words) ? 'secret' : null;
}

/** True where the name can stand for nothing but a secret, so that even a UUID under it is one. */
export function isCertainName(identifier: string): boolean {
  return /(?:secret|password|passwd|pwd|token|api ?key|access ?key|auth ?key)$/.test(
    wordsOf(identifier).replace(TAIL, ''),
  );
}
