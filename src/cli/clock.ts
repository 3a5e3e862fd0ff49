/** Milliseconds since the process began. `performance` would have to be loaded first, for what nobody needs of it here. */
export function elapsed(): number {
  return process.uptime() * 1000;
}
