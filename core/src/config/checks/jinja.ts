/** A piece of a template. Klipper writes expressions between { and }, statements between {% and %}. */
export interface TemplatePiece {
  readonly kind: 'text' | 'expression' | 'statement';
  readonly start: number;
  readonly end: number;
}

/** What is wrong in a template. */
export interface TemplateFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** Jinja's own words, where they are known. */
  readonly jinja?: string;
}

export interface Template {
  readonly pieces: readonly TemplatePiece[];
  readonly faults: readonly TemplateFault[];
}

/** Takes a template apart as Jinja's lexer does, and says where its brackets and blocks do not match. */
export function readTemplate(text: string): Template {
  const pieces: TemplatePiece[] = [];
  const faults: TemplateFault[] = [];
  const blocks: Block[] = [];
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf('{', position);
    if (open < 0) break;
    if (open > position) pieces.push({ kind: 'text', start: position, end: open });
    if (text.startsWith('{#', open)) {
      const close = text.indexOf('#}', open + 2);
      position = close < 0 ? text.length : close + 2;
      continue;
    }
    const isStatement = text.startsWith('{%', open);
    const end = pieceEnd(text, open + (isStatement ? 2 : 1), isStatement);
    if (typeof end !== 'number') {
      faults.push(unclosed(text, open, isStatement, end));
      return { pieces, faults };
    }
    const kind = isStatement ? 'statement' : 'expression';
    const inner = text.slice(open + (isStatement ? 2 : 1), end - (isStatement ? 2 : 1));
    pieces.push({ kind, start: open, end });
    if (isStatement) readStatement(inner, { start: open, end }, blocks, faults);
    else if (inner.trim() === '') {
      faults.push({
        start: open,
        end,
        message: 'There is nothing between { and }; write an expression, or remove them.',
        jinja: "Expected an expression, got 'end of print statement'",
      });
    }
    const last = blocks[blocks.length - 1];
    position = isStatement && last?.name === 'raw' ? endOfRaw(text, end) : end;
  }
  if (position < text.length) pieces.push({ kind: 'text', start: position, end: text.length });
  for (const { name, start, end } of blocks) {
    faults.push({
      start,
      end,
      message: `This {% ${name} %} has no {% end${name} %}; add it where the block ends.`,
      jinja: `Unexpected end of template. Jinja was looking for the following tags: '${BEFORE_END[name] ?? ''}end${name}'.`,
    });
  }
  return { pieces, faults };
}

interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const BEFORE_END: Readonly<Record<string, string>> = {
  if: "elif' or 'else' or '",
  for: "else' or '",
};

const BLOCKS: ReadonlySet<string> = new Set([
  ...['if', 'for', 'macro', 'call', 'filter', 'with', 'raw', 'block', 'autoescape'],
]);

function readStatement(
  inner: string,
  { start, end }: { readonly start: number; readonly end: number },
  blocks: Block[],
  faults: TemplateFault[],
): void {
  const words = /^[-+]?\s*(\w+)\b\s*([\s\S]*)$/.exec(inner);
  const name = words?.[1] ?? '';
  const rest = words?.[2] ?? '';
  if (name === '') {
    faults.push({
      start,
      end,
      message: 'There is no statement between {% and %}; write one, or remove them.',
      jinja: 'tag name expected',
    });
  } else if (BLOCKS.has(name) || (name === 'set' && !rest.includes('='))) {
    blocks.push({ name, start, end });
  } else if (name === 'elif' || name === 'else') {
    const open = blocks[blocks.length - 1]?.name;
    if (open === 'if' || (open === 'for' && name === 'else')) return;
    faults.push({
      start,
      end,
      message: `This {% ${name} %} belongs to no {% if %}; add one before it, or remove it.`,
      jinja: `Encountered unknown tag '${name}'.`,
    });
  } else if (name.startsWith('end')) {
    const open = blocks[blocks.length - 1];
    if (open?.name === name.slice(3)) {
      blocks.pop();
      return;
    }
    faults.push({
      start,
      end,
      message: open
        ? `This {% ${name} %} stands inside of {% ${open.name} %}, which is still open; close that one first.`
        : `This {% ${name} %} closes nothing; remove it, or add {% ${name.slice(3)} %} before it.`,
      jinja: `Encountered unknown tag '${name}'.`,
    });
    // The block is taken as closed, so that one slip is said once.
    const index = blocks.findLastIndex((block) => block.name === name.slice(3));
    if (index >= 0) blocks.splice(index);
  }
}

/** A bracket that closes another one than the last that was opened. */
interface WrongBracket {
  readonly at: number;
  readonly expected: string | undefined;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Position behind the end of an expression or statement, or what keeps it from ending. */
function pieceEnd(
  text: string,
  from: number,
  isStatement: boolean,
): number | WrongBracket | undefined {
  const expected: string[] = [];
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") {
      const close = quoteEnd(text, at, character);
      if (close < 0) return undefined;
      at = close;
    } else if (text.startsWith('{%', at)) return undefined;
    else if (isStatement && expected.length === 0 && text.startsWith('%}', at)) return at + 2;
    else if (CLOSING[character]) expected.push(CLOSING[character]);
    else if (character === ')' || character === ']' || character === '}') {
      if (expected.length === 0 && character === '}' && !isStatement) return at + 1;
      const due = expected.pop();
      if (due !== character) return { at, expected: due };
    }
  }
  return undefined;
}

function unclosed(
  text: string,
  open: number,
  isStatement: boolean,
  wrong: WrongBracket | undefined,
): TemplateFault {
  const lineEnd = text.indexOf('\n', open);
  if (wrong && (lineEnd < 0 || wrong.at < lineEnd)) {
    const found = text[wrong.at] ?? '';
    return {
      start: wrong.at,
      end: wrong.at + 1,
      message: wrong.expected
        ? `This ${found} stands where a ${wrong.expected} must close what is open; put the brackets right.`
        : `This ${found} closes nothing; remove it, or open it before.`,
      jinja: wrong.expected
        ? `unexpected '${found}', expected '${wrong.expected}'`
        : `unexpected '${found}'`,
    };
  }
  return {
    start: open,
    end: lineEnd < 0 ? text.length : lineEnd,
    message: isStatement
      ? 'This {% has no %}; close it.'
      : 'This { has no }; close it. In a macro a { always begins an expression.',
  };
}

function quoteEnd(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}

function endOfRaw(text: string, from: number): number {
  const close = /\{%[-+]?\s*endraw\s*[-+]?%\}/.exec(text.slice(from));
  return close ? from + close.index : text.length;
}
