/** Names of variables whose value is a secret, by the words that they are made of. */

const SECRET =
  /(?:^|[_-])(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|(?:api|access|private|secret|signing|encryption|auth|account|master|shared|client)[_-]?key)(?=$|[_-])|(?:^|[_-])(?:apikey|accesskey|secretkey|privatekey|authtoken|clientsecret|pgpassword)(?=$|[_-])/i;
/** What such a name is followed by where it stands for something about the secret. */
const ABOUT =
  /[_-](?:file|files|path|dir|name|names|id|ids|url|uri|endpoint|host|ttl|expiry|expires|expiration|expires_in|lifetime|age|days|hours|minutes|seconds|timeout|enabled|disabled|required|length|len|size|min|max|header|type|provider|store|manager|backend|engine|mode|version|algorithm|alg|policy|rotation|prefix|param|field|ref|arn|mount|issuer|audience|scope|scopes|format|encoding|count|limit|regex|pattern|strategy|location|source|refresh)$/i;
const PUBLIC = /(?:^|[_-])public[_-]|^(?:max|min|enable|disable|use|no|allow|skip|with|require)[_-]/i;

export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !ABOUT.test(name) && !PUBLIC.test(name);
}

/** Words that are a switch or nothing at all, whatever the name. */
const NO_SECRET = /^(?:|true|false|yes|no|on|off|null|none|nil|0|1)$/i;

/** True for a text that is a secret if it stands under a secret name: not empty, no switch, no reference. */
export function isSecretText(text: string): boolean {
  return !NO_SECRET.test(text) && !text.startsWith('/run/secrets/');
}

/** A password within a URL. */
const CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i;

/** True for a variable whose name stands for a secret, or whose value is a URL with a password. */
export function isSecretVariable(name: string, value: string | null): boolean {
  return isSecretName(name) || (value !== null && CREDENTIALS.test(value));
}
