import type { OptionReference, SectionReference } from '../config.ts';
import { SPI_BUS_OPTIONS } from './buses.ts';
import { boolean, changed, float, input, integer, line, list } from './option.ts';
import { configPage } from './sources.ts';

/**
 * Fields of the drivers' registers, which `driver_NAME` sets. A field of one bit is a yes or no to Klipper;
 * the others take what fits into their bits.
 */
const FIELD_BITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((index) => [`mslut${index}`, 32])),
  ...{ w0: 2, w1: 2, w2: 2, w3: 2, x1: 8, x2: 8, x3: 8, start_sin: 8, start_sin90: 8 },
  ...{ multistep_filt: 1, iholddelay: 4, irundelay: 4, tpowerdown: 8, tbl: 2, toff: 4 },
  ...{ hend: 4, hstrt: 3, fd3: 1, tpfd: 4, chm: 1, vhighfs: 1, vhighchm: 1, diss2g: 1 },
  ...{ diss2vs: 1, pwm_autoscale: 1, pwm_autograd: 1, pwm_freq: 2, freewheel: 2 },
  ...{ pwm_grad: 8, pwm_ofs: 8, pwm_ampl: 8, pwm_reg: 4, pwm_lim: 4, sgthrs: 8 },
  ...{ semin: 4, seup: 2, semax: 4, sedn: 2, seimin: 1, sfilt: 1, sg4_thrs: 8 },
  ...{ sg4_angle_offset: 1, slope_control: 2, drvstrength: 2, bbmclks: 4, bbmtime: 5 },
  ...{ filt_isense: 2, rndtf: 1, hdec: 2, slph: 2, slpl: 2, ts2g: 2 },
};

/** Fields that may be negative, in two's complement. */
const SIGNED_FIELD_BITS: Readonly<Record<string, number>> = { sgt: 7, offset_sin90: 8 };

const FIELD_SUMMARIES: Readonly<Record<string, string>> = {
  sgt: 'Sensitivity of homing without a switch: lower is more sensitive.',
  sgthrs: 'Sensitivity of homing without a switch: higher is more sensitive.',
  sg4_thrs: 'Sensitivity of homing without a switch in stealthChop: higher is more sensitive.',
  toff: 'Off time of the chopper; 0 switches the driver off.',
  tbl: 'Blank time of the chopper.',
  hstrt: 'Beginning of the chopper’s hysteresis.',
  hend: 'End of the chopper’s hysteresis.',
  iholddelay: 'How slowly the current falls to that of holding.',
  tpowerdown: 'Time at rest before the current falls.',
  pwm_freq: 'Frequency of stealthChop.',
  pwm_grad: 'How stealthChop’s voltage grows with speed.',
  pwm_ofs: 'Voltage of stealthChop at rest.',
};

/** What Klipper writes into the registers where nothing is set. */
const WAVE_TABLE =
  'mslut0=2863314260 mslut1=1251300522 mslut2=608774441 mslut3=269500962 mslut4=4227858431 ' +
  'mslut5=3048961917 mslut6=1227445590 mslut7=4211234 w0=2 w1=1 w2=1 w3=1 x1=128 x2=255 x3=255 ' +
  'start_sin=0 start_sin90=247';
const COOLSTEP = 'semin=0 seup=0 semax=0 sedn=0 seimin=0';
const TMC2208_FIELDS =
  'multistep_filt=1 iholddelay=8 tpowerdown=20 tbl=2 toff=3 hend=0 hstrt=5 pwm_autograd=1 ' +
  'pwm_autoscale=1 pwm_lim=12 pwm_reg=8 pwm_freq=1 pwm_grad=14 pwm_ofs=36 freewheel=0';
const TMC5160_FIELDS =
  'multistep_filt=1 iholddelay=6 tpowerdown=10 tbl=2 toff=3 hend=2 hstrt=5 fd3=0 tpfd=4 chm=0 ' +
  'vhighfs=0 vhighchm=0 diss2g=0 diss2vs=0 pwm_autoscale=1 pwm_autograd=1 pwm_freq=0 freewheel=0 ' +
  `pwm_grad=0 pwm_reg=4 pwm_lim=12 sgt=0 ${COOLSTEP} sfilt=0`;

function fields(defaults: string): readonly OptionReference[] {
  return defaults.split(' ').map((field) => {
    const [name = '', value = ''] = field.split('=');
    const summary = FIELD_SUMMARIES[name] ?? `Field ${name.toUpperCase()} of the driver.`;
    const bits = FIELD_BITS[name];
    const signedBits = SIGNED_FIELD_BITS[name];
    if (signedBits !== undefined) {
      const half = 2 ** (signedBits - 1);
      return integer(`driver_${name}`, summary, { default: value, min: -half, max: half - 1 });
    }
    if (bits === 1) {
      return boolean(`driver_${name}`, summary, { default: value === '1' ? 'True' : 'False' });
    }
    return integer(`driver_${name}`, summary, {
      default: value,
      min: 0,
      max: 2 ** (bits ?? 32) - 1,
    });
  });
}

function currents(highest: number | undefined): readonly OptionReference[] {
  const limits = { unit: 'A', above: 0, ...(highest === undefined ? {} : { max: highest }) };
  return [
    float('run_current', 'Current while the motor moves (RMS).', { ...limits, required: true }),
    float('hold_current', 'Current while it rests; the same when missing.', limits),
  ];
}

const SENSE_RESISTOR = float('sense_resistor', 'Resistor that the current is measured at.', {
  unit: 'Ω',
  default: '0.110',
  above: 0,
});

const INTERPOLATE = boolean('interpolate', 'Makes 256 microsteps of each step in the driver.', {
  default: 'True',
});

const STEALTHCHOP_THRESHOLD = float(
  'stealthchop_threshold',
  'Speed below which the motor runs in stealthChop; 0 for never.',
  { unit: 'mm/s', default: '0', min: 0 },
);

const COOLSTEP_THRESHOLD = float('coolstep_threshold', 'Speed from which CoolStep works.', {
  unit: 'mm/s',
  min: 0,
});

const HIGH_VELOCITY_THRESHOLD = float(
  'high_velocity_threshold',
  'Speed from which the driver runs in its fast mode.',
  { unit: 'mm/s', min: 0 },
);

const UART_OPTIONS: readonly OptionReference[] = [
  line('uart_pin', 'Line to the driver’s UART.', { pin: { pull: true, share: 'tmc_uart_rx' } }),
  line('tx_pin', 'Line to send on, where it is another.', { pin: { share: 'tmc_uart_tx' } }),
  list('select_pins', 'Lines that choose the driver before it is spoken to.', {
    pin: { invert: true, share: 'tmc_select' },
  }),
  integer('uart_address', 'Address of the driver on its line.', {
    default: '0',
    min: 0,
    max: 3,
  }),
];

const SPI_CHAIN_OPTIONS: readonly OptionReference[] = [
  line('cs_pin', 'Chip select line of the driver.', { pin: { share: 'tmc_spi_chain' } }),
  ...SPI_BUS_OPTIONS,
  integer('chain_position', 'Place of the driver in a chain.', { min: 1 }),
  integer('chain_length', 'Drivers in the chain.', { min: 2 }),
];

const DIAG = { pin: { invert: true, pull: true, unclaimed: true } } as const;
const DIAG_PINS: readonly OptionReference[] = ['diag0_pin', 'diag1_pin'].map((name) =>
  input(name, 'Line that says the motor is stalled.', DIAG),
);

function required(options: readonly OptionReference[], name: string): readonly OptionReference[] {
  return options.map((option) => (option.name === name ? { ...option, required: true } : option));
}

function driver(type: string, bus: string, options: readonly OptionReference[]): SectionReference {
  return {
    type,
    naming: 'required',
    summary: `A ${type.toUpperCase()} motor driver over ${bus}. The name is the motor’s section.`,
    source: configPage(type),
    options,
  };
}

/** Highest current in ampere that Klipper lets each driver have. */
const MOST = { tmc2130: 2, tmc2208: 2, tmc2209: 2, tmc2660: 2.4, tmc5160: 10 };

export const TMC_SECTIONS: readonly SectionReference[] = [
  driver('tmc2130', 'SPI', [
    ...required(SPI_CHAIN_OPTIONS, 'cs_pin'),
    INTERPOLATE,
    ...currents(MOST.tmc2130),
    SENSE_RESISTOR,
    STEALTHCHOP_THRESHOLD,
    COOLSTEP_THRESHOLD,
    HIGH_VELOCITY_THRESHOLD,
    ...fields(
      `${WAVE_TABLE} iholddelay=8 tpowerdown=0 tbl=1 toff=4 hend=7 hstrt=0 vhighfs=0 vhighchm=0 ` +
        `pwm_autoscale=1 pwm_freq=1 pwm_grad=4 pwm_ampl=128 freewheel=0 sgt=0 ${COOLSTEP} sfilt=0`,
    ),
    ...DIAG_PINS,
  ]),
  driver('tmc2208', 'UART', [
    ...changed(required(UART_OPTIONS, 'uart_pin'), { uart_address: { max: 0 } }),
    INTERPOLATE,
    ...currents(MOST.tmc2208),
    SENSE_RESISTOR,
    STEALTHCHOP_THRESHOLD,
    ...fields(TMC2208_FIELDS),
  ]),
  driver('tmc2209', 'UART', [
    ...required(UART_OPTIONS, 'uart_pin'),
    INTERPOLATE,
    ...currents(MOST.tmc2209),
    SENSE_RESISTOR,
    STEALTHCHOP_THRESHOLD,
    COOLSTEP_THRESHOLD,
    ...fields(`${TMC2208_FIELDS} sgthrs=0 ${COOLSTEP}`),
    input('diag_pin', 'Line that says the motor is stalled.', DIAG),
  ]),
  driver('tmc2660', 'SPI', [
    line('cs_pin', 'Chip select line of the driver.', { required: true }),
    ...SPI_BUS_OPTIONS,
    INTERPOLATE,
    float('run_current', 'Current while the motor moves (RMS).', {
      unit: 'A',
      required: true,
      min: 0.1,
      max: MOST.tmc2660,
    }),
    float('sense_resistor', 'Resistor that the current is measured at.', {
      unit: 'Ω',
      required: true,
    }),
    integer('idle_current_percent', 'Share of the current while the printer is idle.', {
      unit: '%',
      default: '100',
      min: 0,
      max: 100,
    }),
    ...fields(
      'tbl=2 rndtf=0 hdec=0 chm=0 hend=3 hstrt=3 toff=4 seimin=0 sedn=0 semax=0 seup=0 semin=0 ' +
        'sfilt=0 sgt=0 slph=0 slpl=0 diss2g=0 ts2g=3',
    ),
  ]),
  driver('tmc2240', 'SPI or UART', [
    ...SPI_CHAIN_OPTIONS,
    ...UART_OPTIONS,
    INTERPOLATE,
    ...currents(undefined),
    float('rref', 'Resistor that sets the range of the current.', {
      unit: 'Ω',
      default: '12000',
      min: 12000,
      max: 60000,
    }),
    STEALTHCHOP_THRESHOLD,
    COOLSTEP_THRESHOLD,
    HIGH_VELOCITY_THRESHOLD,
    ...fields(
      `${WAVE_TABLE} offset_sin90=0 irundelay=4 pwm_ofs=29 sg4_thrs=0 sg4_angle_offset=1 ` +
        `slope_control=0 ${TMC5160_FIELDS}`,
    ),
    ...DIAG_PINS,
  ]),
  driver('tmc5160', 'SPI', [
    ...required(SPI_CHAIN_OPTIONS, 'cs_pin'),
    INTERPOLATE,
    ...currents(MOST.tmc5160),
    { ...SENSE_RESISTOR, default: '0.075' },
    STEALTHCHOP_THRESHOLD,
    COOLSTEP_THRESHOLD,
    HIGH_VELOCITY_THRESHOLD,
    ...fields(
      `${WAVE_TABLE} pwm_ofs=30 drvstrength=0 bbmclks=4 bbmtime=0 filt_isense=0 ${TMC5160_FIELDS}`,
    ),
    ...DIAG_PINS,
  ]),
];
