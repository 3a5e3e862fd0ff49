/** What a value is, by itself: a placeholder, a reference, encrypted, or public. */

/** A variable, a template, a call, a path or a URL: where the secret is, and not what it is. */
const REFERENCE = new RegExp(
  [
    // Variables and templates of shells, CI, template engines and configuration readers.
    String.raw`^\$\$?(?:[A-Za-z_{(]|$)|\$\{|\$\(|\{\{|\}\}|\{%|%\}|<%|%>|#\{|^%[A-Za-z_][\w.]*%$|^%(?:~[a-z]{0,8})?\d(?:\W|$)|%\([\w.]+\)s|%[sdv]$`,
    String.raw`^\{[\w.:$-]*\}$|^\{\d*\}|^<[^<>]*>$|^\[[^\]]*\]$|^__?[A-Za-z]\w*__?$|^@@?\w[\w.]*@{0,2}$|^@Microsoft\.`,
    // Selectors of style sheets, and YAML's tags and anchors.
    '^#[a-z][a-z_-]*$',
    '^[!&*][A-Za-z]',
    // The name of a variable.
    '^[A-Z][A-Z0-9]*_(?:[A-Z0-9]+_)*(?:PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|KEY)$',
    // Addresses of secret stores.
    String.raw`^(?:vault|ssm|secretsmanager|secret|secrets|arn|aws|gcp|gcpsecret|sm|azure|op|env|file|keyring|keychain|sops|ref|kms|doppler|infisical|akv|keyvault|bws|pass|exec|prompt|cmd|command|awssm|awsps|ref\+\w+):`,
    '^projects/|^(?:https?|file|ftp|s3|gs|jdbc|data|classpath|urn):',
    // Paths.
    String.raw`^(?:~|\.{1,2})?/[\w.@~+-]+(?:/|\.\w+$|$)|^[A-Za-z]:\\|^(?:[\w-]+/)+[\w-]+\.(?:ya?ml|json|pem|key|crt|txt|env|js|ts|py)$`,
    // Rules for what somebody enters: `required|min:6`.
    String.raw`^(?:required|nullable|sometimes|string|confirmed|present|filled|bail)\|`,
    // Program text.
    String.raw`^(?:process|os|env|config|conf|cfg|settings|secrets|self|this|args|opts|options|params|request|req|res|ctx|context|app|var|vars|local|locals|data|module|each|System|ENV|Environment|props|state|user|input|form|event|obj|object|entry|item|values|Values|creds|credentials|client|session|auth|account|c|(?!s\.[A-Za-z0-9]{24})(?!.*\d$)s|e|p|cls)(?:\.|\[|\?\.|->)[A-Za-z_"'\[]`,
    String.raw`\w\(\)|^[\w.]+\((?:[^)]*\))?;?$|=>|::|&&|\|\||\+\+|.==[^=]|!=|^(?:new|await|return|typeof|lambda|function|func|fn|def|not) `,
    String.raw`^(?:string|str|String|int|bool|boolean|number|any|object|bytes|char|Text|Optional|List|Array|Buffer|SecretStr|void|null|undefined|None|nil|True|False)(?:[\[<|?;,)]|$)`,
  ].join('|'),
);
const ENCRYPTED = new RegExp(
  [
    String.raw`^ENC[[(]|^\{cipher\}|^\$ANSIBLE_VAULT|^!vault|^vault:v\d|^enc(?:rypted)?:|^\{AES\}|^AQICAH`,
    // Maven's own encryption.
    '^\\{[A-Za-z0-9+/]{16,400}={1,2}\\}$',
    // Sealed Secrets: the length of what RSA encrypted, of 4,096 bits or 2,048, and that.
    '^Ag[A-D][A-Za-z0-9+/]{100}|^AQ[A-D][A-Za-z0-9+/]{300}',
    String.raw`^\{(?:SSHA|SHA|SMD5|MD5|CRYPT|bcrypt|noop|pbkdf2|scrypt|argon2|CIPHER|DESede)\w*\}`,
    String.raw`^\$(?:2[abxy]?|[156y]|argon2\w*|pbkdf2[\w-]*|scrypt|apr1|7)\$|^(?:pbkdf2\w*|sha\d+|md5|bcrypt\w*|argon2\w*|scrypt)[:$]`,
    String.raw`^SCRAM-SHA-256\$|^md5[0-9a-f]{32}$|^\*[0-9A-F]{40}$|^-----BEGIN (?:PGP MESSAGE|AGE)|^age1[a-z0-9]{50}`,
  ].join('|'),
  'i',
);
const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const DIGEST = /^(?:sha(?:1|224|256|384|512)|md5)[-:=]/i;
const PUBLIC_KEY =
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2|AAAA[BC]3NzaC1|MII[A-Za-z0-9+/]{3}AN[A-Za-z]gkqh|MII[A-Za-z0-9+/]{2}[A-Za-z0-9+/]{0,6}DCCA|MF[kw]wDQYJKoZIhvcNAQEBBQAD|MFkwEwYHKoZIzj0C|MCowBQYDK2Vw|-----BEGIN (?:[A-Z]+ )?(?:PUBLIC KEY|CERTIFICATE))/;

/** Words of people who mean: put yours here. No random value holds them. */
const PLACEHOLDER_WORD =
  /examples?|sample|dummy|fake|placehold|change[ _-]?(?:me|this|it|in)|replace[ _-]?(?:me|this|with)|redacted|censored|your[ _-]|[^a-z]your|^your|<your|insert[ _-]|enter[ _-]|put[ _-]?(?:your|here)|to[ _-]?be[ _-]?(?:set|replaced|filled|defined|changed)|not[ _-]?(?:a[ _-]?)?(?:real|secret|set|used|needed|set)|lorem|ipsum|foo ?bar|deadbeef|goes[ _-]?here|(?:password|token|key|secret)[ _-]?here|x{5}|\*{4}|\.{3}|•{2}|_{5}|#{4}|<\w+>/i;
/** As above, in what people choose and call a password or a secret themselves. */
const WEAK_PLACEHOLDER =
  /^(?:sua|seu|votre|vos|tus?|ihr|dein|vasa)[_-]|^(?:my|the|some|any|super|this|your|a)?[ _.-]?(?:is[ _.-]?)?(?:a[ _.-]?)?(?:super|very|top|my|our|ultra)?[ _.-]?(?:secret|secure|private|api|access|auth|test|jwt|session|app|db|user|admin|client|token|default|random|long|strong)?[ _.-]?(?:secret|password|passwd|passphrase|pwd|token|key|credentials?|string|value|pass)[ _.-]?(?:key|token|secret|here|value|string|phrase|base|for[ _.-]\w+)?[ _.!-]?\d?!?$|^(?:todo|fixme|tbd|foo|bar|baz|qux|test(?:ing|er)?|mock|stub|sample|demo|spam|ham|eggs|hello|world|xyz|hunter2|changeit|notasecret|letmein|welcome|s3cr3t|s3cret|sekret|sekrit|topsecret|pa\$\$word|p4ssw0rd|passw0rd|p@ssw0rd|p@ssword)[\W_\d]*$/i;
/** What fingers type without a thought: at least half of a password, or any part of a key. */
const TYPED = /123456\d*|00010203\w*|01020304\w*|abcdef\w*|abc123|qwerty|0{6,}|asdf|blah/i;
/** The whole value. */
const NO_VALUE =
  /^(?:none|null|nil|undefined|true|false|yes|no|on|off|empty|blank|unset|disabled?|enabled?|required|optional|n\/?a|unknown|unused|any|all|passwor[dt]en?|pass?woord|mat_?khau|kennwort|contrase.{1,2}a|senha|motdepasse|wachtwoord|lozinka|parola|heslo|jelsz.{1,2}|salasana|adgangskode|basic|bearer|oauth2?|anonymous|(?:in)?valid|(?:in)?correct|wrong|expired|missing|weak|too (?:short|long|weak)|short|public|private|hash|plain|prompt|hidden|ask|never|always|auto|manual|default|inherit|user(?:name)?|login|email|root|admin|administrator|guest|postgres|mysql|redis|mongo|rabbitmq|minio|localhost|string|text|password|secret|token|key|file|env|\W+|(.)\1+|\d{1,5})$/i;

export interface Traits {
  readonly placeholder: boolean;
  readonly reference: boolean;
  readonly encrypted: boolean;
  readonly publicValue: boolean;
}

export const NO_TRAITS: Traits = {
  placeholder: false,
  reference: false,
  encrypted: false,
  publicValue: false,
};

/**
 * Looks at a value in Latin-1, of which the first 400 characters decide.
 *
 * @param isNamed it is a secret because somebody calls it so, and not because of its shape
 */
export function traitsOf(value: string, isNamed: boolean): Traits {
  const head = value.length > 400 ? value.slice(0, 400) : value;
  const encrypted = isNamed && ENCRYPTED.test(head);
  return {
    encrypted,
    reference: isNamed && !encrypted && REFERENCE.test(head),
    placeholder:
      PLACEHOLDER_WORD.test(head) ||
      isRepetition(head) ||
      // What has exactly the shape of a provider's key is rarely made up, however regular it looks.
      (isNamed && (NO_VALUE.test(head) || WEAK_PLACEHOLDER.test(head) || isTyped(head) || isSequence(head))),
    publicValue: isNamed && (DIGEST.test(head) || PUBLIC_KEY.test(head)),
  };
}

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

function isTyped(value: string): boolean {
  const found = TYPED.exec(value);
  if (found === null) return false;
  // A name before it makes it somebody's password; keys are longer.
  const isPersonal = value.length < 16 || /[@#!$%^&*?]/.test(value);
  const rest = value.replace(found[0], '').replace(/[^A-Za-z]/g, '');
  return !isPersonal || rest.length < 4 || SAYS_NOTHING.test(rest);
}

const SAYS_NOTHING =
  /^(?:my|your|the|some)?(?:test(?:ing|er)?|demo|user(?:name)?|admin|root|guest|login|pass(?:word|wd|phrase)?|pwd|secret|token|key|api|apikey|client|dummy|example|sample|string|value|default|temp|hello|welcome|letmein)+$/i;

/** Counts up or down for the most part: `abcdefgh`, `12345678`. */
export function isSequence(value: string): boolean {
  let steps = 0;
  for (let i = 1; i < value.length; i++) {
    if (Math.abs(value.charCodeAt(i) - value.charCodeAt(i - 1)) <= 1) steps++;
  }
  return steps >= (value.length - 1) * 0.7;
}

/** Repeats a piece of at most `longest` characters: `aaaaaaaa`, `abababab`. */
export function isRepetition(value: string, longest = Math.min(4, value.length / 3)): boolean {
  if (value.length < 4) return true;
  for (let period = 1; period <= longest; period++) {
    let at = period;
    while (at < value.length && value.charCodeAt(at) === value.charCodeAt(at - period)) at++;
    if (at >= value.length) return true;
  }
  return false;
}
