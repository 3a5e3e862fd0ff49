/** What a value is, by itself: a placeholder, a reference, encrypted, public, or words. */

/** A variable, a template, a call, a path or a URL without credentials: where the secret is, not what it is. */
const REFERENCE =
  /^\$|^%[A-Za-z_]\w*%$|^@[\w.]+@?$|^@(?:Microsoft\.|Env|Value)|\$\{|\$\(|\{\{|\{%|<%|%\(\w+\)s|^\{[\w.:-]*\}$|^#\{|#\{|^<[^<>]*>$|^\[[^\]]*\]$|^\(|^!(?:\w|$)|^(?:vault|ssm|secretsmanager|secret|arn|aws|gcp|azure|op|env|file|keyring|keychain|sops|ref|kms|doppler|infisical|akv|keyvault|bws|pass):|^(?:https?|file|ftp|s3|jdbc|data):|^(?:process|os|env|config|settings|secrets|self|this|args|options|params|request|req|ctx|app|var|local|data|module|each|System|ENV|Environment)(?:\.|\[|\?)|\b(?:getenv|environ|env|config|getProperty|get_secret|getSecret|lookup|readFile|read_file|fetch|fromEnv|secretKeyRef|valueFrom|generate\w*|random\w*|new|function|return|await|require|import|null|undefined|None|nil)\b\s*[(.[{]|^(?:~|\.{1,2})?\/[\w.@~-]+(?:\/|$)|^[A-Za-z]:\\|\w\(\)|^\w+\(.*\)?$|=>|::|&&|\|\|/;
const ENCRYPTED =
  /^ENC\[|^ENC\(|^\{cipher\}|^\$ANSIBLE_VAULT|^!vault|^AQICAH|^vault:v\d|^enc:|^\{AES\}|^\{(?:SSHA|SHA|MD5|CRYPT|bcrypt|noop|pbkdf2|scrypt|argon2)\w*\}|^AgA[A-Za-z0-9+/]{100}|^\$(?:2[abxy]?|5|6|1|y|argon2\w*|pbkdf2[\w-]*|scrypt|apr1|7)\$|^(?:pbkdf2|sha\d+|md5|bcrypt|argon2\w*)[:$]|^SCRAM-SHA-256\$|^-----BEGIN PGP MESSAGE|^age1/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DIGEST = /^(?:sha(?:1|224|256|384|512)[-:=]|md5[-:]|\$apr1)/i;
const PUBLIC_KEY =
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2|MII[A-Za-z0-9+/]{3}AN[B-N]gkqh|MF[kw]wDQYJKoZIhvcNAQEBBQAD|MFkwEwYHKoZIzj0C|MCowBQYDK2Vw)|BEGIN (?:PUBLIC KEY|CERTIFICATE)/;

/** Words of people who mean: put yours here. Found anywhere in the value, since no random value holds them. */
const PLACEHOLDER_WORD =
  /example|sample|dummy|fake|placehold|change[ _-]?(?:me|this|it|in)|change[ _-]?your|replace|redacted|censored|removed|hidden|your[ _-]?\w|my[ _-]?(?:secret|password|token|api|key|access|super)|insert[ _-]?\w|enter[ _-]?\w|put[ _-]?(?:your|here)|todo|fixme|to[ _-]?be[ _-]?|not[ _-]?(?:a[ _-]?)?(?:real|secret|set|used|needed)|undefined|testing|lorem|ipsum|foo ?bar|foobar|barbaz|deadbeef|c0ffee|cafebabe|some[ _-]?(?:secret|password|token|key|random|long|value|thing)|(?:the|a|any|own)[ _-](?:secret|password|token|key)|super[ _-]?secret|secret[ _-]?(?:key|password|token|value|here)|password[ _-]?(?:here|goes|123)|token[ _-]?(?:here|goes|value)|key[ _-]?here|goes[ _-]?here|123456|abcdef|abc123|qwerty|0{6}|x{4}|\*{3}|\.{3}|-{5}|_{4}|#{4}|asdf|blah|<\w/i;
/** The whole value. */
const PLACEHOLDER =
  /^(?:(?:user|db|root|admin|test|my|the|new|old|api|access|auth|client|app|service|default|some|your|a|an)?[ _-]?(?:pass(?:word|wd|phrase|code)?|pwd|pw|secret|token|key|credentials?|user(?:name)?|login|email|string|str|text|none|null|nil|value|val|default|empty|blank|unset|disabled?|enabled?|required|optional|true|false|yes|no|on|off|admin|root|test\w{0,6}|guest|demo|local(?:host)?|dev|prod|staging|foo|bar|baz|qux|hello(?:[ _-]?world)?|world|abc|xyz|n\/?a|tbd|unknown|any|all|basic|bearer|oauth2?|jwt|anonymous|public|private|hash|plain|encrypted|base64|hex|utf-?8|ascii|sha\d+|md5|hs256|rs256|aes\w*|rsa|post|get|put|header|cookie|session|body|query|form|json|xml|file|env|environment|config|prompt|hidden|ask)(?:[ _-]?(?:here|field|input|name|id|key|value|hash|file|path|url|secret|token|password|pass|\d{1,4}))?[?!.:]?|\W+|(.)\1+|\d{1,7}|x+|X+|\.+)$/i;

export interface Traits {
  readonly placeholder: boolean;
  readonly reference: boolean;
  readonly encrypted: boolean;
  readonly publicValue: boolean;
}

/** `value` in Latin-1, at most a few thousand characters. */
export function traitsOf(value: string): Traits {
  const head = value.length > 400 ? value.slice(0, 400) : value;
  const encrypted = ENCRYPTED.test(head);
  return {
    encrypted,
    reference: !encrypted && REFERENCE.test(head),
    placeholder: PLACEHOLDER.test(head) || PLACEHOLDER_WORD.test(head) || isSequence(head),
    publicValue: UUID.test(head) || DIGEST.test(head) || PUBLIC_KEY.test(head),
  };
}

/** Counts up or down, or repeats a short piece: `abcdefgh`, `12345678`, `abababab`. */
export function isSequence(value: string): boolean {
  if (value.length < 4) return true;
  let steps = 0;
  for (let i = 1; i < value.length; i++) {
    const step = Math.abs(value.charCodeAt(i) - value.charCodeAt(i - 1));
    if (step <= 1) steps++;
  }
  if (steps >= (value.length - 1) * 0.7) return true;
  for (let period = 1; period <= 4 && period * 3 <= value.length; period++) {
    if (
      value ===
      value
        .slice(0, period)
        .repeat(Math.ceil(value.length / period))
        .slice(0, value.length)
    )
      return true;
  }
  return false;
}
