import { type LineTime, printerWords, type TimeReport, unknownText } from '#core/contract/time';
import { formatCount, formatDuration, formatLineTime } from '../text/quantity.ts';
import { unknownLines } from './timeModel.ts';

export interface TimeStatusText {
  readonly text: string;
  readonly tooltip: string;
}

/** More commands than this are counted, not listed. */
const mostUnknown = 10;

/**
 * What the status bar says of a line.
 *
 * @param line from 1
 */
export function timeStatusText(report: TimeReport, time: LineTime, line: number): TimeStatusText {
  const { profile, unknown, seconds } = report;
  const lines = unknownLines(unknown);
  const notKnown = unknownText(unknown);
  return {
    text: `${formatDuration(time.remainingSeconds)} left`,
    tooltip: [
      `Line ${formatCount(line)} takes ${formatLineTime(time.seconds)} and begins at ${formatDuration(time.startSeconds)}`,
      `${formatDuration(time.remainingSeconds)} of ${formatDuration(seconds)} are left behind it`,
      profile.source === 'assumed'
        ? `With ${printerWords(profile)}; choose your printer`
        : `On ${profile.name}`,
      ...(notKnown === '' ? [] : [`${notKnown}:`]),
      ...lines.slice(0, mostUnknown).map((each) => `  ${each}`),
      ...(lines.length > mostUnknown ? [`  and ${lines.length - mostUnknown} more`] : []),
    ].join('\n'),
  };
}
