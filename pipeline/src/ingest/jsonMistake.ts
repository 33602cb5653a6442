/** What may come next in a JSON text. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma' | 'nothing';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON does not allow in a string.
const TOKEN = /\s*([[\]{}:,]|"(?:[^"\\\u0000-\u001f]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/y;

/**
 * Where a text stops being JSON: the offset of the first token that cannot stand there, or the end of the text
 * where more should come. The engine's own message does not always say.
 */
export function jsonMistake(text: string): number {
  const closers: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const token = match?.[1];
    const start = token === undefined ? at : TOKEN.lastIndex - token.length;
    const next: Expected | undefined =
      token === undefined ? undefined : after(token, expected, closers);
    if (next === undefined) return skipBlank(text, start);
    expected = next;
    at = TOKEN.lastIndex;
  }
}

/** What is expected behind a token; undefined where it may not stand here. */
function after(token: string, expected: Expected, closers: string[]): Expected | undefined {
  const isValue = expected === 'value' || expected === 'value-or-end';
  if (token === '{' || token === '[') {
    if (!isValue) return undefined;
    closers.push(token === '{' ? '}' : ']');
    return token === '{' ? 'key-or-end' : 'value-or-end';
  }
  if (token === '}' || token === ']') {
    const mayEnd = expected === 'comma' || expected.endsWith('-or-end');
    if (!mayEnd || closers.pop() !== token) return undefined;
    return closers.length > 0 ? 'comma' : 'nothing';
  }
  if (token === ':') return expected === 'colon' ? 'value' : undefined;
  if (token === ',') {
    if (expected !== 'comma') return undefined;
    return closers.at(-1) === '}' ? 'key' : 'value';
  }
  if (token.startsWith('"') && (expected === 'key' || expected === 'key-or-end')) return 'colon';
  if (!isValue) return undefined;
  return closers.length > 0 ? 'comma' : 'nothing';
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}
