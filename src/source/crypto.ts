/** Node's own cryptography, loaded when somebody first asks for it: that takes longer than to judge a small file. */

export function crypto(): typeof import('node:crypto') {
  return process.getBuiltinModule('node:crypto');
}

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return crypto().hash('sha256', text, 'hex');
}
