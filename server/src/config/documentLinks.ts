import type { DocumentLink } from 'vscode-languageserver';
import type { ConfigContext } from './configContext.ts';
import { includeKey } from './configFiles.ts';
import { spanRange } from './configText.ts';
import { fileName, uriOfPath } from './paths.ts';

/** A link for each include that stands for one file; of a pattern with more, "Go to Definition" shows all. */
export function documentLinks({ text, texts, includes }: ConfigContext): DocumentLink[] {
  return text.document.sections.flatMap((section) => {
    if (section.type !== 'include' || section.name === '') return [];
    const paths = includes.get(includeKey(text.path, section.name)) ?? [];
    const [path] = paths;
    if (path === undefined || paths.length > 1) return [];
    return [
      {
        range: spanRange(section.nameSpan),
        target: texts.get(path)?.uri ?? uriOfPath(path),
        tooltip: `Open ${fileName(path)}`,
      },
    ];
  });
}
