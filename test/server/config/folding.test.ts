import { expect, test } from 'vitest';
import { configFoldingRanges } from '../../../server/src/config/folding.ts';
import { openedFiles } from '../../support/configFiles.ts';

function folds(text: string): string[] {
  return configFoldingRanges(openedFiles(text).context.text).map(
    ({ startLine, endLine, kind }) => `${startLine + 1}–${endLine + 1}${kind ? ` ${kind}` : ''}`,
  );
}

test('sections, values of several lines, runs of comments and what SAVE_CONFIG keeps', () => {
  expect(
    folds(
      [
        '# A printer',
        '# of mine',
        '[printer]',
        'kinematics: none',
        '',
        '[gcode_macro A]',
        'gcode:',
        '  G28',
        '  # behind',
        '',
        '; one comment',
        '#*# <---------------------- SAVE_CONFIG ---------------------->',
        '#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.',
        '#*#',
        '#*# [extruder]',
        '#*# control = pid',
        '',
        '',
      ].join('\n'),
    ),
  ).toEqual(['3–4', '6–8', '15–16', '12–16 region', '1–2 comment', '7–8']);
});
