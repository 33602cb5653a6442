import { strip } from '../pythonText.ts';
import { type CheckContext, type CheckedSection, optionValue } from './check.ts';
import { type Pin, readPin } from './pinName.ts';

/** Drivers that share a UART line must be told apart (`lookup_tmc_uart_bitbang` in `klippy/extras/tmc_uart.py`). */
export function tmcUarts(context: CheckContext): void {
  const byLine = new Map<string, Driver[]>();
  for (const section of context.sections) {
    if (!/^tmc(?:2208|2209|2240)$/.test(section.merged.type)) continue;
    const receive = optionValue(section, 'uart_pin');
    if (receive === undefined) continue;
    const line = written(readPin(receive, { pull: true }));
    const send = optionValue(section, 'tx_pin');
    const select = optionValue(section, 'select_pins');
    const driver: Driver = {
      section,
      send: send === undefined ? line : written(readPin(send, {})),
      address: [
        strip(optionValue(section, 'uart_address') ?? '0'),
        ...(select ?? '').split(',').map(strip),
      ].join(' '),
      hasSelect: select !== undefined,
    };
    const others = byLine.get(line) ?? [];
    report(context, driver, others);
    byLine.set(line, [...others, driver]);
  }
}

interface Driver {
  readonly section: CheckedSection;
  readonly send: string;
  readonly address: string;
  readonly hasSelect: boolean;
}

function report(context: CheckContext, driver: Driver, others: readonly Driver[]): void {
  const [first] = others;
  const same = others.find(({ address }) => address === driver.address);
  const hasOtherLines =
    first && (first.send !== driver.send || first.hasSelect !== driver.hasSelect);
  const other = hasOtherLines ? first : same;
  const own = driver.section.merged.options.get('uart_pin');
  if (!other || !own) return;
  context.report(own.path, {
    ...(own.option.valueSpans[0] ?? own.option.nameSpan),
    rule: hasOtherLines ? 'tmc-uart-lines' : 'tmc-uart-address',
    severity: 'error',
    message: hasOtherLines
      ? `[${other.section.title}] has the same uart_pin but another tx_pin or no select_pins; write the same lines for both.`
      : `[${other.section.title}] has the same uart_pin and address; give each driver an uart_address or select_pins of its own.`,
    firmware: hasOtherLines
      ? 'Shared TMC uarts must use the same pins'
      : 'Shared TMC uarts need unique address or select_pins polarity',
  });
}

function written({ chip, name }: Pin): string {
  return `${chip}:${name}`;
}
